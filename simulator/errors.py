"""The platform's refusals, by code and wording (Zalo reference, section 8.2)."""

MESSAGES = {
    -32: "Your OA reached limit call api",
    -100: "attachment_id was expired",
    -200: "Send message failed",
    -201: "{field} is invalid!",
    -210: "Parameter exceeds allowable limit",
    -204: "Offical Account is disable",
    -205: "Offical Account is not exist",
    -209: "Not supported this api",
    -211: "Out of quota",
    -212: "App has not registed this api",
    -213: "User has not followed OA",
    -214: "Article is being processed",
    -216: "Access token is invalid",
    -217: "User has blocked invitation from OA",
    -218: "Out of quota receive",
    -219: "App is removed or disabled",
    -220: "access_token is expired or removed",
    -221: "The OA needs to be verified to use this feature",
    -223: "Official Account has not authorized this API",
    -224: "The OA needs to upgrade OA Tier Package to use this feature",
    -227: "User is banned or has been inactive for more than 45 days",
    -230: "User has not interacted with the OA in the past 7 days",
    -232: "User has not interacted with the OA, or the last interaction has expired",
    -233: "message type is invalid or not support",
    -234: "This message cannot be sent at night (10:00PM - 6:00AM)",
    -235: "This API does not support this type of OA",
    -237: "The group is disabled",
    -238: "asset_id is already used",
    -240: "MessageV2 API has been shut down, please switch to MessageV3",
    -241: "asset_id is already used",
    -242: "Invalid appsecret_proof provided in the API argument",
    -244: "User has restricted this message type from your OA",
    -248: "Violates our platform standards",
    -305: "The last interaction is more than 48 hours ago",
    -311: "Out of reply quota",
    -320: "Your app needs to connect with Zalo Cloud Account to use paid features",
    -321: "Zalo Cloud Account associated with this app is out of money or unable to be charged",
    -403: "OA is not in group",
    -249: "Template does not support send via UID",
    -501: "Personal information is limited due to IP address not inside Vietnam: 203.0.113.7",
    -1340: "Cannot find this form",
    -1341: "Official Account has no access to this form",
    # Older codes, which only tables of client libraries still name.
    -202: "Mac is invalid",
    -207: "Official Account has not been registered as a 3rd party",
    -208: "Official Account does not have secret key",
    -215: "App id is invalid",
    -222: "User is banned or has been inactive for more than 45 days",
}

# Template messages by phone have a table of their own, where the same number means other things (8.3).
ZBS_MESSAGES = {
    -100: "Unknown exception",
    -101: "Zalo App invalid",
    -102: "Zalo App not existed",
    -103: "Zalo App is inactive",
    -104: "Secret key of Zalo App invalid",
    -105: "Zalo App and OA are not linked",
    -106: "Method unsupported",
    -107: "ID message invalid",
    -108: "Phone number is invalid",
    -109: "Template ID invalid",
    -1091: "Template cannot be edited",
    -110: "Zalo version of the user is not supported",
    -111: "Template data is empty",
    -112: "Template data content is invalid",
    -1121: "Template data must be text",
    -1122: "Template data is missing a parameter",
    -1123: "Template data is too long, or its QR code cannot be made",
    -1124: "Template data has the wrong format",
    -113: "Button invalid",
    -1131: "Button of the template invalid",
    -114: "User cannot receive the message",
    -115: "Out of quota",
    -116: "Content invalid",
    -117: "OA or App has no permission for this template",
    -118: "Zalo account not existed",
    -119: "Account cannot receive the message",
    -120: "OA has no permission for this feature",
    -1201: "OA has no permission for this kind of template",
    -1202: "OA has no permission for this template property",
    -121: "Body data is empty",
    -122: "Body data is not JSON",
    -123: "RSA data cannot be decoded",
    -124: "Access token is invalid",
    -1241: "Invalid appsecret_proof provided in the API argument",
    -125: "OA ID invalid",
    -126: "Wallet is out of quota for development",
    -127: "Test template can only be sent to admins",
    -128: "OA encoding key not existed",
    -129: "RSA key cannot be made",
    -130: "Content is too long",
    -131: "Template was not approved",
    -132: "Parameter is invalid",
    -133: "This message cannot be sent at night (10:00PM - 6:00AM)",
    -134: "User has not answered the request for interaction",
    -135: "OA has no permission to send",
    -1351: "OA is blocked from sending",
    -136: "App needs to connect with Zalo Cloud Account",
    -137: "Zalo Cloud Account cannot be charged",
    -138: "App has no permission for this feature",
    -1381: "App has no permission for this kind of message",
    -139: "User refused this type of message",
    -140: "User is not eligible",
    -141: "User refused messages of this OA",
    -142: "RSA key not existed",
    -143: "RSA key existed already",
    -144: "OA reached the daily limit",
    -1441: "OA reached the monthly limit of promotion",
    -145: "This type of template is not allowed",
    -146: "Template was disabled for its quality",
    -147: "Template reached its daily limit",
    -1471: "User reached the monthly limit of follow-up messages",
    -1472: "User reached the daily limit of promotion",
    -148: "Journey token not found",
    -149: "Journey token invalid",
    -1491: "Journey token does not fit the template",
    -150: "Journey token expired",
    -151: "Message is not end-to-end encrypted",
    -152: "End-to-end encryption failed",
    -153: "Data invalid",
    -158: "Uploaded file is too large",
    -159: "Uploaded file has the wrong format",
    -160: "Daily quota of templates or uploads reached",
    -161: "sending_mode invalid",
    -162: "This tag does not allow sending_mode 3",
}
ZBS_PATHS = (
    "/message/",
    "/template/",
    "/rating/",
    "/response/",
    "/quality",
    "/rsa/",
    "/journey/",
    "/upload/",
)


class SimulatorError(Exception):
    """Anything this simulator refuses."""


class OaError(SimulatorError):
    """A call of the OA API is refused with this code; arrives with HTTP 200."""

    def __init__(self, code: int, message: str | None = None) -> None:
        self.code = code
        self.message = message or MESSAGES.get(code, "Unknown error")
        super().__init__(f"{code}: {self.message}")


class Impossible(SimulatorError):
    """Nobody could do this on a phone or in the console; the text says why to whoever plays."""


def invalid(field: str) -> OaError:
    """The error -201 that names a field."""
    return OaError(-201, MESSAGES[-201].format(field=field))


def zbs(code: int) -> OaError:
    """A refusal with the meaning it has for template messages by phone."""
    return OaError(code, ZBS_MESSAGES.get(code, "Unknown error"))
