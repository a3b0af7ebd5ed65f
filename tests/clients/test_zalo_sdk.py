"""The published client zalo-sdk 0.3.0 talks to the local Zalo, unchanged."""

import base64
import hashlib
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import zalo_sdk
import zalo_sdk.oa
import zalo_sdk.zns
from requests.adapters import HTTPAdapter

from simulator.media import PHOTO
from simulator.sample import SAMPLE
from tests.clients.conftest import MINH, Ground

OAUTH = "https://oauth.zaloapp.com"
CALLBACK = "http://127.0.0.1:8080/zalo/oauth/callback"
APP = {"app_id": SAMPLE["app_id"], "secret_key": SAMPLE["app_secret"]}
TOKENS = {name: SAMPLE["oa"][name] for name in ("access_token", "refresh_token")}


class Towards(HTTPAdapter):
    """Carries requests for a host that is written into the client to the local Zalo."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        request.url = self._url + request.path_url
        return super().send(request, *args, **more)


@pytest.fixture
def oauth(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = requests.Session.get_adapter

    def chosen(session: requests.Session, url: str) -> Any:
        return Towards(ground.url) if url.startswith(OAUTH) else usual(session, url)

    monkeypatch.setattr(requests.Session, "get_adapter", chosen)


@pytest.fixture
def client(ground: Ground) -> zalo_sdk.oa.Client:
    return zalo_sdk.oa.Client(**APP, **TOKENS, endpoint_prefix=ground.url)


def to(person: str) -> Any:
    return zalo_sdk.oa.ZaloRecipient(user_id=person)


def attached(kind: str, payload: dict[str, Any], text: str | None = None) -> Any:
    return zalo_sdk.oa.ZaloMessageBody(text=text, attachment=zalo_sdk.oa.ZaloAttachment(kind, payload))


def test_a_text_a_quote_and_a_reaction(ground: Ground, client: zalo_sdk.oa.Client) -> None:
    said = ground.sim("say", person=MINH, text="xong rồi")["message_id"]
    body = zalo_sdk.oa.ZaloMessageBody(text="Đã nhận ạ", quote_message_id=said)
    answer = client.send_message(to(MINH), body)
    sent = ground.world.messages[answer["data"]["message_id"]]
    assert (sent.text, sent.quote, answer["data"]["quota"]["quota_type"]) == ("Đã nhận ạ", said, "reply")
    heart = zalo_sdk.oa.ZaloAction("/-heart", said)
    assert client.send_message(to(MINH), action=heart, category="action")["error"] == 0
    assert ground.world.messages[said].reactions[0]["icon"] == "/-heart"


def test_a_picture_and_a_file(ground: Ground, client: zalo_sdk.oa.Client) -> None:
    picture = client.upload_file(PHOTO, "image", "anh.png", "image/png")["data"]["attachment_id"]
    media = {"template_type": "media", "elements": [{"media_type": "image", "attachment_id": picture}]}
    assert client.send_message(to(MINH), attached("template", media, "Ảnh họp"))["error"] == 0
    token = client.upload_file(b"%PDF-1.7", "file", "bao_cao.pdf", "application/pdf")["data"]["token"]
    assert client.send_message(to(MINH), attached("file", {"token": token}))["error"] == 0
    assert [one.kind for one in ground.world.heard(f"person:{MINH}")] == ["image", "file"]


def test_a_workbook_is_no_file_for_zalo(client: zalo_sdk.oa.Client) -> None:
    with pytest.raises(zalo_sdk.ZaloOAException) as caught:
        client.upload_file(b"PK\x03\x04", "file", "so_lieu.xlsx", "application/vnd.ms-excel")
    assert "-201" in str(caught.value)


def test_the_card_for_contact_details(ground: Ground, client: zalo_sdk.oa.Client) -> None:
    card = {"title": "Liên hệ", "subtitle": "Để xã gọi lại", "image_url": "https://a.vn/b.png"}
    payload = {"template_type": "request_user_info", "elements": [card]}
    assert client.send_message(to(MINH), attached("template", payload))["error"] == 0
    assert ground.world.heard(f"person:{MINH}")[0].kind == "request_user_info"


@pytest.mark.parametrize("category", ["transaction", "media"])
def test_what_zalo_has_shut_down_is_refused(client: zalo_sdk.oa.Client, category: str) -> None:
    with pytest.raises(zalo_sdk.ZaloOAException, match="-209"):
        client.send_message(to(MINH), zalo_sdk.oa.ZaloMessageBody(text="a"), category=category)
    with pytest.raises(zalo_sdk.ZaloOAException, match="-209"):
        client.get_profile(MINH)
    with pytest.raises(zalo_sdk.ZaloOAException, match="-209"):
        client.get_followers({"offset": 0, "count": 5})


def test_quotas_in_every_shape(ground: Ground, client: zalo_sdk.oa.Client) -> None:
    said = ground.sim("say", person=MINH, text="a")["message_id"]
    assert client.get_free_response_quota(said)["data"]["remain"] == 8
    assert client.get_zalo_user_quotas(MINH)["data"]["cs_reply"]["remain"] == 8
    [package] = client.get_zalo_oa_quotas("OA", "cs", "sub_quota")["data"]
    assert (package["product_type"], package["total"]) == ("cs", 500)
    assert client.get_zalo_oa_quotas("App")["data"]


def test_people_and_their_tags(client: zalo_sdk.oa.Client) -> None:
    assert client.get_user_detail(MINH)["data"]["display_name"] == "Nguyễn Văn Minh"
    assert client.get_list({"offset": 0, "count": 50, "is_follower": "true"})["data"]["total"] == 5
    client.tag_follower(MINH, "to_truong")
    assert client.get_list({"offset": 0, "count": 50, "tag_name": "to_truong"})["data"]["users"] == [
        {"user_id": MINH}
    ]
    assert client.get_tags_of_oa()["data"] == ["to_truong"]
    client.rm_follower_from_tag(MINH, "to_truong")
    client.rm_tag("to_truong")
    assert client.get_tags_of_oa()["data"] == []


def test_errors_reach_the_caller_by_their_code(ground: Ground, client: zalo_sdk.oa.Client) -> None:
    ground.sim("faults", kind="error", code=-32)
    with pytest.raises(zalo_sdk.ZaloOAException, match="-32"):
        client.get_tags_of_oa()
    ground.sim("faults", kind="html")
    with pytest.raises(Exception, match="HTTP Error 502"):
        client.get_tags_of_oa()


@pytest.mark.usefixtures("oauth")
def test_consent_with_pkce_then_a_refresh(ground: Ground) -> None:
    newcomer = zalo_sdk.oa.Client(**APP, endpoint_prefix=ground.url)
    verifier = "v" * 43
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    code = _consent(newcomer.request_authoriation_code_url(CALLBACK, challenge, "xa-7"))
    access, refresh, _ = newcomer.get_access_token_from_authorization_code(code, verifier)
    assert newcomer.get_tags_of_oa()["data"] == []
    renewed = newcomer.refresh_acccess_token()
    assert renewed[0] != access
    assert renewed[1] != refresh
    assert newcomer.get_tags_of_oa()["data"] == []
    newcomer.refresh_token = refresh
    with pytest.raises(zalo_sdk.ZaloOAException, match="-14019"):
        newcomer.refresh_acccess_token()


def _consent(link: str) -> str:
    """An administrator opens the page and agrees."""
    page = requests.get(link, timeout=5).text
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    form = fields | {"verdict": "yes"}
    answer = requests.post(f"{OAUTH}/v4/oa/permission", data=form, allow_redirects=False, timeout=5)
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert (query["state"], query["oa_id"]) == (["xa-7"], [SAMPLE["oa"]["id"]])
    return query["code"][0]


def test_templates_by_phone(ground: Ground) -> None:
    client = zalo_sdk.zns.Client(**APP, **TOKENS, endpoint_prefix=ground.url)
    [template] = client.get_template_list(0, 10, zalo_sdk.zns.ZNSTemplateStatus.Enabled)["data"]
    given = {"ten": "ông Minh", "ky": "tháng 11", "han": "18/11"}
    sent = client.send_zns_message("84912000001", template["templateId"], given, "nhac-1")["data"]
    assert ground.world.sent[sent["msg_id"]].tracking_id == "nhac-1"
    assert client.get_template_list(0, 10, zalo_sdk.zns.ZNSTemplateStatus.Reject)["data"] == []
    with pytest.raises(zalo_sdk.ZaloException, match="-1122"):
        client.send_zns_message("84912000001", template["templateId"], {}, "nhac-2")
    client.access_token = "khong-phai"
    with pytest.raises(zalo_sdk.ZaloOAAuthTokenExpiredException):
        client.get_template_list(0, 10)
