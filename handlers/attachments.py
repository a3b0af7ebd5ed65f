"""Photos, files, voice messages, stickers and places: attached to the open report, or kept; always answered."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.conversation import Conversation
from handlers.heard import Attachment
from handlers.incident import IncidentForm
from handlers.just_sent import just_sent
from handlers.report import WhichForm
from handlers.report_form import ReportForm
from handlers.report_known import PHOTOS
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
TOO_MANY = "Hôm nay {you} đã gửi nhiều ảnh và tệp quá, Trợ lý chưa giữ thêm được; mai {you} gửi tiếp ạ."
WITHOUT_CONTENT = frozenset({"sticker", "card"})
ENCLOSED = {"file": "tệp", "voice": "tin thoại", "video": "video", "location": "vị trí"}
"""What a report takes along besides photos."""
FETCHED = frozenset({"image", "file", "voice", "video"})
MOST_ENCLOSED = 10
_UNHEARD = frozenset({"voice", "video"})


@attachments.opens
async def begin(turn: Turn) -> None:
    """Keep what came, attach it to the report or the urgent news that is being written, and answer kindly."""
    if turn.incoming.kind in FETCHED and not await kept.has_room(turn.rows, turn.speaker.address, turn.at):
        turn.say(
            f"Hôm nay {turn.you} đã gửi nhiều ảnh và tệp quá, Trợ lý chưa giữ thêm được; mai {turn.you} gửi tiếp ạ."
        )
        return
    ids = await _keep(turn, turn.incoming.attachments)
    form = _open_form(turn)
    if ids and form is not None and (turn.incoming.kind == "image" or turn.incoming.kind in ENCLOSED):
        turn.say(await _attached(turn, form, ids))
    else:
        await _say_kept(turn, ids)


async def _keep(turn: Turn, came: Sequence[Attachment]) -> list[int]:
    if turn.incoming.kind in WITHOUT_CONTENT:
        return []
    given = [(one.kind, dict(one.detail)) for one in came]
    return await kept.keep(turn.rows, turn.incoming.key, turn.speaker.address, given, turn.at)


Taking = ReportForm | WhichForm | IncidentForm
"""What takes photos and files along: a report, also while it is asked for which period it is; urgent news."""


def _open_form(turn: Turn) -> Taking | None:
    """The report or the urgent news on top of what is open."""
    forms = (one.form for one in reversed(turn.dialogs))
    return next((form for form in forms if isinstance(form, Taking)), None)


async def _say_kept(turn: Turn, ids: Sequence[int]) -> None:
    """What was kept; a photo for the report that has just been sent goes with it by one press."""
    sent = await just_sent(turn) if ids and turn.incoming.kind == "image" else None
    if sent is None:
        turn.say(_kept(turn, ids))
        return
    month = sent.report.period.label()
    button = turn.tap(
        "Kèm vào báo cáo", "enclose_photos", sent.report.code, turn.speaker.address, photos=list(ids)
    )
    turn.say(f"Trợ lý đã nhận {len(ids)} ảnh và giữ lại. Kèm vào báo cáo {month} vừa gửi không ạ?", button)


def _kept(turn: Turn, ids: Sequence[int]) -> str:
    if turn.incoming.kind != "image":
        return ANSWERS.get(turn.incoming.kind, OTHER).format(you=turn.you)
    if not turn.speaker.offices:
        return f"Trợ lý đã nhận {len(ids)} ảnh. Cần báo việc gì, {turn.you} gõ thêm vài chữ ạ."
    return (
        f"Trợ lý đã nhận {len(ids)} ảnh và giữ lại. Ảnh cho báo cáo thì gõ «báo cáo» rồi gửi khi được hỏi ạ."
    )


async def _attached(turn: Turn, form: Taking, ids: Sequence[int]) -> str:
    await form.attend(turn)
    kind = turn.incoming.kind
    if not isinstance(form, IncidentForm) and kind == "image":
        return _photos(form, ids)
    free = max(MOST_ENCLOSED - len(form.enclosed), 0)
    form.enclosed.extend(ids[:free])
    whole = "tin khẩn" if isinstance(form, IncidentForm) else "báo cáo"
    if len(ids) > free:
        return f"Một {whole} chỉ kèm tối đa {MOST_ENCLOSED} tệp; phần sau không được thêm vào."
    said = f"Đã kèm {ENCLOSED.get(kind, 'ảnh')} vào {whole}."
    return f"{said} Trợ lý chưa đọc được nội dung, {turn.you} gõ chữ giúp ạ." if kind in _UNHEARD else said


def _photos(form: ReportForm | WhichForm, photos: Sequence[int]) -> str:
    """How many the report has now; more than it takes are left out, and that is said."""
    free = max(PHOTOS - len(form.photos), 0)
    form.photos.extend(photos[:free])
    if len(photos) > free:
        return f"Báo cáo chỉ nhận tối đa {PHOTOS} ảnh; các ảnh sau không được thêm vào."
    return f"Đã thêm ảnh vào báo cáo ({len(form.photos)}/{PHOTOS})."
