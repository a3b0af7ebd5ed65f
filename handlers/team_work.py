"""What a team is for, by the province's plan, and what to type next."""

from __future__ import annotations

from handlers.conversation import Conversation
from handlers.turn import Turn

_TEAM = (
    r"(?:cac |mot )?to(?: (?:chuyen doi so|cong nghe so|cds|cns))?(?: cong dong)?"
    r"(?: (?:nay|ni|minh|ta|do|(?:cua )?(?:thon|xom|xa)))*"
)
TASKS = (
    "Theo Kế hoạch của UBND tỉnh về triển khai Tổ chuyển đổi số cộng đồng, Tổ:\n"
    "• tuyên truyền về chuyển đổi số; hướng dẫn, giải đáp cho bà con cách dùng nền tảng số, công nghệ số;\n"
    "• tham gia nhiệm vụ chuyển đổi số của các cấp, báo cáo UBND xã, nêu sáng kiến, đề xuất khen thưởng.\n"
)
"""Plan II.3.2."""
TO_JOIN = "Muốn tham gia, mời {you} gõ «xin vào tổ» ạ."
TO_GO_ON = "Mời {you} gõ «trợ giúp» để xem Trợ lý giúp được những gì ạ."

team_work = Conversation(
    "team_work",
    words=(
        r"(?:(?:cho|xin) (?:(?:em|toi|tui|minh|chau) )?hoi (?:la )?)?"
        rf"(?:(?:nhiem vu|cong viec|hoat dong) cua {_TEAM} (?:la|gom)(?: (?:nhung|viec))* (?:gi|chi)"
        rf"|{_TEAM} (?:(?:thi|phai|se|thuong|chuyen|co nhiem vu) )*(?:lam|giup|lo|phu trach)"
        r"(?: (?:ve|nhung|cac|cong|viec|nhiem vu))* (?:gi|chi|nao)(?: cho (?:ba con|dan|nguoi dan|thon|xa))?)"
        r"(?: (?:a|the|vay|rua|ha|nhi|day|ri|em|bot|ban))*"
    ),
    help="xem Tổ làm những việc gì",
    example="tổ làm những việc gì",
    title="Việc của Tổ",
    outranks=True,  # it names the team, and would else be read as asking for its members
    aside=True,
)


@team_work.opens
async def begin(turn: Turn) -> None:
    """The tasks, and how to join for whoever has no seat or office."""
    turn.say((TASKS + (TO_GO_ON if turn.speaker.offices else TO_JOIN)).format(you=turn.you))
