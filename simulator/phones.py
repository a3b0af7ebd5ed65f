"""What people do on their phones: write, tap, send pictures, follow, come into groups and leave them."""

import hashlib
from typing import Any

from simulator import circles, events
from simulator.errors import Impossible
from simulator.world import Group, Json, Message, World, keep, new_message_id

STICKER = {"id": "bfe458bf64fa8da4d4eb", "url": "https://stickers.zaloapp.com/bfe458bf64fa8da4d4eb.png"}


class Phone:
    """One person's phone."""

    def __init__(self, world: World, person_id: str) -> None:
        self.world = world.home(person_id)
        self.person = self.world.person(person_id)
        self.chat = f"person:{person_id}"

    def say(self, text: str, group: str | None = None, quote: str | None = None) -> Message:
        """Writes to the account, or into a group."""
        if not text.strip():
            raise Impossible("điện thoại không gửi tin trống")
        return self._send("text", group, text=text, quote=quote)

    def tap(self, message_id: str, button: int | str) -> Json:
        """Presses a button, by its place (from 0) or its title; tells what the phone did."""
        message = self._received(message_id)
        index = _button_index(message, button)
        pressed = message.buttons[index]
        message.tapped.append(index)
        self.world.journal.write("tapped", chat=message.chat, message_id=message.id, button=index)
        return self._press(pressed)

    def photo(self, name: str, content: bytes, text: str = "", group: str | None = None) -> Message:
        """Sends a picture, with a caption if given."""
        url = self._keep("image", name, content)
        return self._send("image", group, text=text, payload={"thumbnail": url, "url": url})

    def file(self, name: str, content: bytes, group: str | None = None) -> Message:
        """Sends a file of any type."""
        payload = {
            "name": name,
            "size": str(len(content)),
            "type": name.rpartition(".")[2].lower() if "." in name else "",
            "checksum": hashlib.md5(content, usedforsecurity=False).hexdigest(),
            "url": self._keep("file", name, content),
        }
        return self._send("file", group, payload=payload)

    def voice(self, content: bytes, group: str | None = None) -> Message:
        """Sends a voice message (.amr)."""
        return self._send("audio", group, payload={"url": self._keep("audio", "voice.amr", content)})

    def sticker(self, group: str | None = None) -> Message:
        """Sends a sticker."""
        return self._send("sticker", group, payload=dict(STICKER))

    def location(self, latitude: float, longitude: float, group: str | None = None) -> Message:
        """Sends where the person is."""
        coordinates = {"latitude": str(latitude), "longitude": str(longitude)}
        return self._send("location", group, payload={"coordinates": coordinates})

    def link(self, url: str, group: str | None = None) -> Message:
        """Shares a link."""
        return self._send("link", group, text=url, payload={"thumbnail": "", "description": "", "url": url})

    def react(self, message_id: str, icon: str) -> None:
        """Reacts to a message of the account."""
        message = self._received(message_id)
        message.reactions.append({"by": self.person.id, "icon": icon})
        self.world.journal.write("reacted", chat=message.chat, message_id=message.id, icon=icon)
        events.reacted(self.world, self.person, message, icon)

    def share_info(self, info: Json | None = None) -> None:
        """Answers the card that asks for contact details."""
        person = self.person
        person.shared_info = info or {"name": person.name, "phone": "84" + person.phone.lstrip("0")}
        self.interact()
        events.submitted_info(self.world, person)

    def follow(self) -> None:
        """Follows the account, which opens the window for messages."""
        self.person.follower = True
        self.interact()
        self.world.journal.write("people")
        events.follow(self.world, self.person)

    def unfollow(self) -> None:
        """Stops following; the account may not write any more."""
        self.person.follower = False
        self.person.last_interaction = None
        self.world.journal.write("people")
        events.unfollow(self.world, self.person)

    def click_chatnow(self) -> None:
        """Presses the chat button on the profile: reported once, and only before the first message."""
        first = self.person.last_interaction is None and not self.world.chat(self.chat)
        self.interact()
        if first:
            events.about_person(self.world, "user_click_chatnow", self.person)

    def withdraw(self) -> None:
        """Asks for the erasure of their data (user_withdraw)."""
        events.about_person(self.world, "user_withdraw", self.person)

    def interact(self) -> None:
        """Opens the 48 hours and 7 days anew."""
        self.person.last_interaction = self.world.clock.now()
        self.person.replies = 0

    def join(self, group_id: str) -> None:
        """Comes into a group: by its link, or by accepting an invitation."""
        if group_id in self.world.platform.circles:
            circles.join(self.world, self.world.platform.circles[group_id], self.person)
            return
        group = self._group(group_id)
        if self.person.id in group.members:
            raise Impossible(f"{self.person.name} đã ở trong nhóm")
        if self.person.id in group.invited:
            group.invited.remove(self.person.id)
        elif not group.settings["enable_link_join"]:
            raise Impossible("nhóm này không cho vào bằng đường dẫn")
        elif group.settings["join_appr"]:
            self._request(group)
            return
        group.members.append(self.person.id)
        self._group_event("user_join_group", group)

    def leave(self, group_id: str) -> None:
        """Goes out of a group."""
        if group_id in self.world.platform.circles:
            circles.leave(self.world, self.world.platform.circles[group_id], self.person)
            return
        group = self._group(group_id)
        if self.person.id not in group.members:
            raise Impossible(f"{self.person.name} không ở trong nhóm")
        group.members.remove(self.person.id)
        if self.person.id in group.admins:
            group.admins.remove(self.person.id)
        self._group_event("user_out_group", group)

    def add(self, group_id: str, other_id: str) -> None:
        """Brings somebody else into a group of the account, where its link is open."""
        group = self._group(group_id)
        if self.person.id not in group.members:
            raise Impossible(f"{self.person.name} không ở trong nhóm")
        Phone(self.world, other_id).join(group_id)

    def heard(self) -> list[Message]:
        """What the account said to this person, oldest first."""
        return self.world.heard(self.chat)

    async def hears(self, after: int, timeout: float = 10.0) -> list[Message]:
        """What came after the first `after` messages; waits for at least one, else raises TimeoutError."""
        return await self.world.hears(self.chat, after, timeout)

    def _group(self, group_id: str) -> Group:
        group = self.world.group(group_id)
        if group_id not in self.world.groups:
            raise Impossible(f"{self.person.name} mang mã của một tài khoản OA khác")
        return group

    def _request(self, group: Group) -> None:
        if self.person.id not in group.pending:
            group.pending.append(self.person.id)
            self._group_event("user_request_join_group", group)

    def _group_event(self, name: str, group: Group) -> None:
        self.world.journal.write("groups")
        events.group_changed(self.world, name, group, [self.person.id])

    def _received(self, message_id: str) -> Message:
        message = self.world.messages.get(message_id)
        if message is None or message.chat != self.chat or not message.by_oa:
            raise Impossible(f"{self.person.name} không nhận được tin {message_id!r}")
        return message

    def _press(self, button: Json) -> Json:
        kind, payload = button["type"], button["payload"]
        if kind == "oa.query.show":
            return {"sent": self._send("text", None, text=payload).id}
        if kind == "oa.query.hide":
            return {"sent": self._send("text", None, text=payload, hidden=True).id}
        return {"opened": payload.get("url") or payload.get("phone_code", "")}

    def _keep(self, kind: str, name: str, content: bytes) -> str:
        return keep(self.world, kind, name, content).url(self.world.base_url)

    def _send(self, kind: str, group_id: str | None, payload: Json | None = None, **content: Any) -> Message:
        if group_id in self.world.platform.circles:
            message = self._message(kind, f"group:{group_id}", payload, content)
            return circles.say(self.world, self.world.platform.circles[group_id], self.person, message)
        if group_id is not None:
            return self._send_to_group(kind, self.world.group(group_id), payload, content)
        message = self._message(kind, self.chat, payload, content)
        self.interact()
        self.world.post(message)
        events.from_person(self.world, self.person, message)
        return message

    def _send_to_group(self, kind: str, group: Group, payload: Json | None, content: Json) -> Message:
        if self.person.id not in group.members:
            raise Impossible(f"{self.person.name} không ở trong nhóm {group.name!r}")
        if group.settings["lock_send_msg"] and self.person.id not in group.admins:
            raise Impossible("chỉ quản trị nhóm mới được nhắn ở đây")
        message = self.world.post(self._message(kind, f"group:{group.id}", payload, content))
        events.from_member(self.world, self.person, group, message)
        return message

    def _message(self, kind: str, chat: str, payload: Json | None, content: Json) -> Message:
        attachments = [{"type": kind, "payload": payload}] if payload is not None else []
        at = self.world.clock.millis()
        return Message(
            new_message_id(), chat, self.person.id, False, at, kind, attachments=attachments, **content
        )


def _button_index(message: Message, button: int | str) -> int:
    titles = [entry["title"] for entry in message.buttons]
    if isinstance(button, str) and button in titles:
        return titles.index(button)
    if isinstance(button, int) and 0 <= button < len(titles):
        return button
    raise Impossible(f"tin này không có nút {button!r} (có: {', '.join(titles) or 'không nút nào'})")
