"""The platform's refusals, by code and wording (Zalo reference, section 8.2)."""

MESSAGES = {
    -32: "Your OA reached limit call api",
    -100: "attachment_id was expired",
    -200: "Send message failed",
    -201: "{field} is invalid!",
    -210: "Parameter exceeds allowable limit",
    -211: "Out of quota",
    -212: "App has not registed this api",
    -213: "User has not followed OA",
    -216: "Access token is invalid",
    -217: "User has blocked invitation from OA",
    -218: "Out of quota receive",
    -220: "access_token is expired or removed",
    -223: "Official Account has not authorized this API",
    -224: "The OA needs to upgrade OA Tier Package to use this feature",
    -227: "User is banned or has been inactive for more than 45 days",
    -230: "User has not interacted with the OA in the past 7 days",
    -232: "User has not interacted with the OA, or the last interaction has expired",
    -233: "message type is invalid or not support",
    -234: "This message cannot be sent at night (10:00PM - 6:00AM)",
    -237: "The group is disabled",
    -238: "asset_id is already used",
    -240: "MessageV2 API has been shut down, please switch to MessageV3",
    -241: "asset_id is already used",
    -242: "Invalid appsecret_proof provided in the API argument",
    -244: "User has restricted this message type from your OA",
    -248: "Violates our platform standards",
    -311: "Out of reply quota",
    -320: "Your app needs to connect with Zalo Cloud Account to use paid features",
    -321: "Zalo Cloud Account associated with this app is out of money or unable to be charged",
    -403: "OA is not in group",
    -501: "Personal information is limited due to IP address not inside Vietnam: 203.0.113.7",
}


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
