"""Every call of the reference, made once in an order that makes sense; each exchange is kept."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from simulator.media import PHOTO
from simulator.sample import SAMPLE
from tests.clients.conftest import BOT_TOKEN, CIRCLE, MINH, Ground
from tests.clients.reference import OPERATIONS

Json = dict[str, Any]
TUAN, LAN, DUNG, MAI = (SAMPLE["people"][place]["id"] for place in (2, 3, 4, 5))
VILLAGE = SAMPLE["groups"][0]["id"]
ASSET = SAMPLE["assets"][0]["id"]
GIVEN = {"ten": "ông Minh", "ky": "tháng 11", "han": "18/11"}
TEMPLATE = {"template_id": "321450", "template_data": GIVEN, "tracking_id": "nhac-1"}
GIF = b"GIF89a" + bytes(20)


@dataclass
class Tour:
    """Makes the calls and keeps what was asked and answered, by the call's name."""

    ground: Ground
    exchanges: dict[str, list[tuple[Json, Json]]] = field(default_factory=lambda: defaultdict(list))

    def call(self, name: str, files: Any = None, /, **params: Any) -> Any:
        """One call; its `data` (or what stands in its place)."""
        one = OPERATIONS[name]
        url = self.ground.url + one.path.replace("{token}", BOT_TOKEN)
        headers = {"access_token": SAMPLE["oa"]["access_token"]}
        if one.method == "get":
            answer = requests.get(url, params=self._query(one.path, params), headers=headers, timeout=5)
        elif files:
            answer = requests.post(url, files=files, headers=headers, timeout=5)
        else:
            answer = requests.post(url, json=params, headers=headers, timeout=5)
        found: Json = answer.json()
        assert answer.status_code == 200
        self.exchanges[name].append((params, found))
        return found.get("data", found.get("result"))

    def _query(self, path: str, params: Json) -> Json:
        """People and their history are asked with `data=`, groups and templates plainly (1.4)."""
        wrapped = "/user/" in path or path.startswith("/v2.0/oa/")
        return {"data": json.dumps(params)} if wrapped and params else params

    def all(self) -> "Tour":
        """The whole round."""
        self.consent()
        self.people()
        self.messages()
        self.groups()
        self.templates()
        self.bot()
        for one in OPERATIONS.values():
            if one.closed is not None:
                self.call(one.name)
        return self

    def consent(self) -> None:
        """OAuth goes by form and header, so it has calls of its own."""
        link = {"app_id": SAMPLE["app_id"], "redirect_uri": "http://127.0.0.1/back", "state": "s"}
        page = requests.get(f"{self.ground.url}/v4/oa/permission", params=link, timeout=5)
        self.exchanges["consent"].append((link, {"html": page.text}))
        form = link | {"verdict": "yes"}
        told = requests.post(page.url, data=form, allow_redirects=False, timeout=5).headers["Location"]
        code = parse_qs(urlsplit(told).query)["code"][0]
        app = {"app_id": SAMPLE["app_id"]}
        old = self.ground.world.settings.old_token_dies
        self.ground.world.settings.old_token_dies = False  # the rest of the tour goes on with the first token
        pair = self._token(app | {"grant_type": "authorization_code", "code": code})
        self._token(app | {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]})
        self._token(app | {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]})
        self.ground.world.settings.old_token_dies = old

    def _token(self, form: Json) -> Json:
        headers = {"secret_key": SAMPLE["app_secret"]}
        url = f"{self.ground.url}/v4/oa/access_token"
        found: Json = requests.post(url, data=form, headers=headers, timeout=5).json()
        self.exchanges["token"].append((form, found))
        return found

    def people(self) -> None:
        """Profiles, lists, tags, the account itself."""
        self.call("userDetail", user_id=MINH)
        self.call("users", offset=0, count=50, is_follower="true", last_interaction_period="L7D")
        self.call("updateUser", user_id=MINH, user_alias="Trưởng thôn", shared_info={"name": "Minh"})
        self.call("tagUser", user_id=MINH, tag_name="to")
        self.call("tags")
        self.call("untagUser", user_id=MINH, tag_name="to")
        self.call("removeTag", tag_name="to")
        self.call("forgetUser", user_id=MINH)
        self.call("account")

    def messages(self) -> None:
        """Texts, media, files, cards, buttons; reactions, quota, history."""
        said = self.ground.sim("say", person=MINH, text="xong rồi")["message_id"]
        picture = self.call("uploadImage", {"file": ("a.png", PHOTO)})["attachment_id"]
        moving = self.call("uploadGif", {"file": ("a.gif", GIF)})["attachment_id"]
        token = self.call("uploadFile", {"file": ("a.pdf", b"%PDF-1.7")})["token"]
        sent = [
            self.call("send", recipient={"user_id": MINH}, message=message)
            for message in messages(said, picture, moving, token)
        ]
        self.call("messageStatus", message_id=sent[-1]["message_id"])
        react = {"react_icon": "/-heart", "react_message_id": said}
        self.call("react", recipient={"user_id": MINH}, sender_action=react)
        self.call("messageQuota", user_id=MINH)
        self.call("messageQuota", quota_owner="OA", product_type="cs", quota_type="sub_quota")
        self.call("quotaOfMessage", message_id=said)
        self.call("recentChats", offset=0, count=5)
        self.call("conversation", user_id=MINH, offset=0, count=10)
        self.ground.world.settings.numeric_ids = True
        self.call("conversation", user_id=MINH, offset=0, count=10)
        self.call("recentChats", offset=0, count=5)
        self.ground.world.settings.numeric_ids = False

    def groups(self) -> None:
        """A group from its making to its end."""
        self.call("groupQuota", quota_owner="OA", product_type="gmf100", quota_type="sub_quota")
        fields = {"group_name": "Tổ CĐS", "group_description": "", "asset_id": ASSET}
        group = self.call("createGroup", **fields, member_user_ids=[MAI, MINH])["group_id"]
        place = {"group_id": group}
        self.call("getGroup", **place)
        self.call("updateGroup", **place, group_name="Tổ CĐS thôn", join_appr=True)
        self.call("invite", **place, member_user_ids=[TUAN])
        for verdict in ("acceptPending", "rejectPending"):
            self.ground.sim("group/join", person=LAN, group=group)
            self.call("pending", **place, offset=0, count=5)
            self.call(verdict, **place, member_user_ids=[LAN])
            if verdict == "acceptPending":
                self.call("removeMembers", **place, member_user_ids=[LAN])
        self.call("members", **place, offset=0, count=5)
        self.call("addAdmins", **place, member_user_ids=[MINH])
        self.call("removeAdmins", **place, member_user_ids=[MINH])
        self.call("sendToGroup", recipient=place, message={"text": "Chào cả nhóm"})
        picture = self.call("uploadImage", {"file": ("a.png", PHOTO)})["attachment_id"]
        self.call("sendToGroup", recipient=place, message={"attachment": media("image", picture)})
        self.call("groupConversation", **place, offset=0, count=5)
        self.call("recentGroupChats", offset=0, count=5)
        self.call("groupsOfOa", offset=0, count=5)
        other = self.ground.sim("asset", type="gmf10")["asset"]
        self.call("updateAsset", **place, asset_id=other)
        self.call("deleteGroup", **place)

    def templates(self) -> None:
        """Template messages by user id and by phone, and all that is asked about them."""
        self.call("sendTemplateByUid", user_id=MINH, template_id="321450", template_data=GIVEN)
        sent = self.call("sendTemplate", phone="84912000001", **TEMPLATE)["msg_id"]
        hashed = hashlib.sha256(b"84912000001").hexdigest()
        self.call("sendHashed", hash_phone=hashed, **TEMPLATE)
        self.call("templateStatus", message_id=sent)
        self.ground.sim("feedback", message_id=sent, rate=5, note="tốt")
        for name in ("templateInfo", "templateSample", "ratings", "responses"):
            self.call(name, template_id="321450")
        self.call("templates", offset=0, limit=10, status=1)
        for name in ("templateQuota", "templateTags", "quality"):
            self.call(name)
        described = {"template_name": "Chào", "tag": 1, "layout": [{"value": "Chào <ten>"}]}
        made = self.call("createTemplate", **described)["template_id"]
        self.ground.sim("template", id=made, status="REJECT")
        self.call("editTemplate", **described, template_id=made)
        self.call("uploadForTemplate", {"file": ("logo.png", PHOTO)})

    def bot(self) -> None:
        """The methods of a Zalo Bot."""
        self.call("botGetMe")
        self.ground.sim("say", person=MINH, group=CIRCLE, text="@Bot Tổ CĐS ơi")
        self.call("botGetUpdates", timeout=5)
        self.call("botSetWebhook", url="https://bot.example.vn/zalo", secret_token="mot-bi-mat-dai")
        self.call("botGetUpdates", timeout=0)  # refused while a webhook is set
        self.call("botWebhookInfo")
        self.call("botDeleteWebhook")
        self.call("botSendMessage", chat_id=CIRCLE, text="Chào")
        self.call("botSendPhoto", chat_id=CIRCLE, photo="https://a.vn/b.jpg", caption="Ảnh")
        self.call("botSendSticker", chat_id=CIRCLE, sticker="bfe458bf64fa8da4d4eb")
        self.call("botSendVoice", chat_id=CIRCLE, voice_url="https://a.vn/b.aac")
        self.call("botSendChatAction", chat_id=CIRCLE, action="typing")


def media(kind: str, upload: str, **size: int) -> Json:
    """An attachment of the kind `template` and `media`."""
    elements = [{"media_type": kind, "attachment_id": upload, **size}]
    return {"type": "template", "payload": {"template_type": "media", "elements": elements}}


def messages(said: str, picture: str, moving: str, token: str) -> list[Json]:
    """Every shape of a consultation message (2.1, 2.2)."""
    card = {"title": "Liên hệ", "subtitle": "Để xã gọi lại", "image_url": "https://a.vn/b.png"}
    ask = {"template_type": "request_user_info", "elements": [card]}
    number = {"phone_code": "84912000001"}
    buttons = [
        {"title": "Xem", "type": "oa.query.show", "payload": "xem"},
        {"title": "Đồng ý", "type": "oa.query.hide", "payload": "#a1"},
        {"title": "Mở trang", "type": "oa.open.url", "payload": {"url": "https://a.vn"}},
        {"title": "Gọi", "type": "oa.open.phone", "payload": number},
        {"title": "Nhắn", "type": "oa.open.sms", "payload": number | {"content": "Chào"}},
    ]
    return [
        {"text": "Đã nhận ạ", "quote_message_id": said},
        {"text": "Ảnh", "attachment": media("image", picture)},
        {"attachment": media("gif", moving, width=10, height=10)},
        {"attachment": media("sticker", "bfe458bf64fa8da4d4eb")},
        {"attachment": {"type": "file", "payload": {"token": token}}},
        {"attachment": {"type": "template", "payload": ask}},
        {"text": "Chọn", "attachment": {"type": "template", "payload": {"buttons": buttons}}},
    ]
