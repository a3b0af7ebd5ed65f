"""Photos, files, voice messages, stickers and places: attached to the open report, or kept; always answered."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.conversation import Conversation
from handlers.heard import Attachment
from handlers.report_answers import PHOTOS
from handlers.report_form import ReportForm
from handlers.turn import Turn
from storage import attachments as kept

attachments = Conversation("attachments")

ANSWERS = {
    "voice": "Trợ lý chưa nghe được tin thoại, {you} gõ chữ giúp ạ.",
    "video": "Trợ lý đã nhận video nhưng chưa xem được; cần báo gì, {you} gõ chữ giúp ạ.",
    "file": "Trợ lý đã nhận tệp và giữ lại, nhưng chưa đọc được nội dung; số liệu {you} gõ chữ giúp ạ.",
    "sticker": "Cảm ơn {you}. Cần việc gì, {you} gõ «trợ giúp» ạ.",
    "location": "Trợ lý đã nhận vị trí. Cần báo việc gì ở đó, {you} gõ thêm vài chữ ạ.",
    "card": "Trợ lý đã nhận danh thiếp. Cần việc gì, {you} gõ «trợ giúp» ạ.",
    "link": "Đường dẫn này chưa được xác minh, {you} đừng bấm nếu không rõ người gửi. Cần báo xã, gõ «gặp cán bộ» ạ.",
}
OTHER = "Trợ lý đã nhận nhưng chưa đọc được loại tin này, {you} gõ chữ giúp ạ."
WITHOUT_CONTENT = frozenset({"sticker", "card"})


@attachments.opens
async def begin(turn: Turn) -> None:
    """Keep what came, attach photos to the report that is open, and answer kindly."""
    came = turn.incoming.attachments
    ids = await _keep(turn, came)
    photos = ids if turn.incoming.kind == "image" else []
    form = next((one.form for one in reversed(turn.dialogs) if isinstance(one.form, ReportForm)), None)
    if photos and form is not None:
        turn.say(_attached(form, photos))
    elif photos and not turn.speaker.offices:
        turn.say(f"Trợ lý đã nhận {len(photos)} ảnh. Cần báo việc gì, {turn.you} gõ thêm vài chữ ạ.")
    elif photos:
        turn.say(
            f"Trợ lý đã nhận {len(photos)} ảnh và giữ lại. Ảnh cho báo cáo thì gõ «báo cáo» rồi gửi khi được hỏi ạ."
        )
    else:
        turn.say(ANSWERS.get(turn.incoming.kind, OTHER).format(you=turn.you))


async def _keep(turn: Turn, came: Sequence[Attachment]) -> list[int]:
    if turn.incoming.kind in WITHOUT_CONTENT:
        return []
    given = [(one.kind, dict(one.detail)) for one in came]
    return await kept.keep(turn.rows, turn.incoming.key, turn.speaker.address, given, turn.at)


def _attached(form: ReportForm, photos: list[int]) -> str:
    """How many the report has now; more than it takes are left out, and that is said."""
    free = max(PHOTOS - len(form.photos), 0)
    form.photos.extend(photos[:free])
    if len(photos) > free:
        return f"Báo cáo chỉ nhận tối đa {PHOTOS} ảnh; các ảnh sau không được thêm vào."
    return f"Đã thêm ảnh vào báo cáo ({len(form.photos)}/{PHOTOS})."
