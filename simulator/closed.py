"""What Zalo has shut down, and what needs an API group that no app here has registered: served, and refused."""

from simulator.errors import OaError, zbs
from simulator.gate import Answer, Call, oa_route, zbs_route

SHUT_DOWN = -209
NOT_REGISTERED = -212
NO_PERMISSION = -138


def _refuse(code: int) -> Answer:
    def refuse(call: Call) -> None:
        raise OaError(code)

    return refuse


def _refuse_zbs(call: Call) -> None:
    raise zbs(NO_PERMISSION)


# Zalo reference 0b and 2.6: closed since 2026-03-01 and 2024-06-01; the code is not documented.
_SHUT = [
    ("POST", "/v3.0/oa/message/transaction"),
    ("POST", "/v3.0/oa/message/promotion"),
    ("GET", "/v2.0/oa/getprofile"),
    ("GET", "/v2.0/oa/getfollowers"),
]
_APART = [
    ("POST", "/v3.0/oa/message/cs/miniapp"),
    ("GET", "/v3.0/oa/user/detail/custominfo"),
    ("POST", "/v3.0/oa/user/update/custominfo"),
    ("GET", "/v3.0/oa/userfield/get"),
    ("POST", "/v3.0/oa/userfield/create"),
    ("POST", "/v3.0/oa/userfield/update"),
    ("POST", "/v3.0/oa/userfield/delete"),
]
_APART_ZBS = [
    ("POST", "/rsa/message/template"),
    ("POST", "/rsa/key/gen"),
    ("GET", "/rsa/key/get"),
    ("POST", "/journey/get-token"),
    ("GET", "/journey/check-token"),
]
ROUTES = [
    *[oa_route(method, path, _refuse(SHUT_DOWN)) for method, path in _SHUT],
    *[oa_route(method, path, _refuse(NOT_REGISTERED)) for method, path in _APART],
    *[zbs_route(method, path, _refuse_zbs) for method, path in _APART_ZBS],
]
