"""A crowd of team leaders who all report at once, and the Zalo they do it through: events out, replies in, the time."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from bot.zalo.events import signature

APP_ID, OA_ID, SECRET = "1234567890123456789", "2718281828459045235", "khoa-bi-mat-cua-oa"
MORNING = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
XA = "18685"
Step = tuple[str, str]


@dataclass
class Leader:
    """One team leader: what is typed, what must come back, and what has happened."""

    number: int
    steps: list[Step] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    answered: int = 0
    repeats: int = 0
    wrong: list[str] = field(default_factory=list)
    past: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.steps = script(self.number)
        self.news = asyncio.Event()

    @property
    def id(self) -> str:
        """Zalo user id."""
        return f"8002{self.number:015d}"

    @property
    def figures(self) -> dict[str, int]:
        """What this leader reports; no two leaders report the same."""
        return figures_of(self.number)

    def hears(self, text: str) -> None:
        """A reply has come: the one waited for, or once more one that was under way when the service was killed."""
        self.heard.append(text)
        places = [place for place, (_, mark) in enumerate(self.steps) if mark in text]
        if not places:
            return  # a reminder of the clock's
        if places == [self.answered]:
            self.answered += 1
            self.news.set()
        elif places[0] < self.answered:
            self.repeats += 1
        else:
            self.wrong.append(text)


def figures_of(number: int) -> dict[str, int]:
    """Six core figures by which a leader is known."""
    return {
        "so_buoi": 2 + number % 7,
        "luot_tuyen_truyen": 100 + number,
        "luot_huong_dan": 300 + number,
        "vneid": 10 + number,
        "ho_so_dvc": 20 + number,
        "tt_khong_tien_mat": 30 + number,
    }


def script(number: int) -> list[Step]:
    """The whole talk: each text with the words by which its answer is known."""
    typed = ["báo cáo", *(str(one) for one in figures_of(number).values())]
    typed += ["Không có thêm", "Không có", "Không có", "Xong", "Gửi"]
    answers = [f"({place}/6)" for place in range(1, 7)]
    answers += [
        "Tổ có thêm",
        "Tổ có khó khăn",
        "Tổ có sáng kiến",
        "Mời gửi ảnh",
        "Gửi UBND xã ạ?",
        "✅ UBND xã đã nhận báo cáo",
    ]
    return list(zip(typed, answers, strict=True))


def commune(leaders: list[Leader]) -> dict[str, str]:
    """The CSV files of a commune with one village a leader."""
    units = ["code,kind,name,parent_code,valid_from", "42,tinh,Tỉnh Hà Tĩnh,,2025-07-01"]
    units.append(f"{XA},xa,Xã Cẩm Bình,42,2025-07-01")
    people = ["person_id,name,phone,unit_code,office,zalo_user_id,valid_from"]
    teams = ["unit_code,decision_no,decision_date,status"]
    for one in leaders:
        code = f"{XA}-{one.number:02d}"
        units.append(f"{code},thon,Thôn Số {one.number},{XA},2025-07-01")
        people.append(
            f"L{one.number:03d},Lê Văn Mật {one.number},09130{one.number:05d},{code},to_truong,{one.id},2025-08-15"
        )
        teams.append(f"{code},13/QĐ-UBND,2025-08-15,established")
    return {"units": "\n".join(units), "people": "\n".join(people), "teams": "\n".join(teams)}


class Crowd:
    """Everybody's phones, and the platform between them and the service."""

    def __init__(self, size: int, chance: random.Random) -> None:
        self.leaders = [Leader(number) for number in range(1, size + 1)]
        self.acknowledged: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.ahead = timedelta()
        self.url = ""
        self.port = 0
        self._chance = chance
        self._by_id = {one.id: one for one in self.leaders}
        self._began = asyncio.get_running_loop().time()
        self._sent = 0
        self._progress = asyncio.Event()

    @property
    def now(self) -> datetime:
        """The time of the drill: it runs as ours does, and jumps when the service has been killed."""
        passed = asyncio.get_running_loop().time() - self._began
        return MORNING + timedelta(seconds=passed) + self.ahead

    @asynccontextmanager
    async def platform(self) -> AsyncIterator[Crowd]:
        """Zalo's send API and the clock, on a port of their own."""
        app = web.Application()
        app.router.add_post("/v3.0/oa/message/cs", self._send)
        app.router.add_post("/v3.0/oa/group/message", self._send)
        app.router.add_get("/v2.0/oa/conversation", self._history)
        app.router.add_get("/clock", self._clock)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.port = runner.addresses[0][1]
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _clock(self, _request: web.Request) -> web.Response:
        return web.json_response({"now": self.now.isoformat()})

    async def _send(self, request: web.Request) -> web.Response:
        body = await request.json()
        leader = self._by_id.get(str(body["recipient"].get("user_id")))
        if leader is not None:
            leader.hears(body["message"]["text"])
        self._sent += 1
        data = {"message_id": f"z{self._sent:06d}"}
        if leader is not None:
            at = str(int(self.now.timestamp() * 1000))
            leader.past.insert(0, {"src": 0, "time": at, "message": body["message"]["text"], **data})
        return web.json_response({"error": 0, "message": "Success", "data": data})

    async def _history(self, request: web.Request) -> web.Response:
        asked = json.loads(request.query["data"])
        past = self._by_id[asked["user_id"]].past
        return web.json_response(
            {"error": 0, "data": past[asked["offset"] : asked["offset"] + asked["count"]]}
        )

    async def talk(self) -> None:
        """Everybody reports, each as fast as the answers come."""
        async with ClientSession(timeout=ClientTimeout(total=3)) as session, asyncio.TaskGroup() as group:
            for leader in self.leaders:
                group.create_task(self._talks(leader, session))

    async def _talks(self, leader: Leader, session: ClientSession) -> None:
        for place, (typed, _) in enumerate(leader.steps):
            await asyncio.sleep(self._chance.uniform(0, 0.25))
            await self._post(session, f"{leader.number}-{place}", self._event(leader, place, typed))
            while leader.answered <= place:
                leader.news.clear()
                await leader.news.wait()

    def _event(self, leader: Leader, place: int, typed: str) -> dict[str, Any]:
        return {
            "app_id": APP_ID,
            "event_name": "user_send_text",
            "sender": {"id": leader.id},
            "recipient": {"id": OA_ID},
            "message": {"text": typed, "msg_id": f"{leader.number}-{place}"},
            "timestamp": str(int(self.now.timestamp() * 1000)),
        }

    async def _post(self, session: ClientSession, name: str, event: dict[str, Any]) -> None:
        """Until it is acknowledged, always with the same bytes; now and then once more after that."""
        body = json.dumps(event, ensure_ascii=False).encode()
        mac = signature(APP_ID, body, event["timestamp"], SECRET)
        headers = {"Content-Type": "application/json", "X-ZEvent-Signature": f"mac={mac}"}
        again = 1 if self._chance.random() < 0.1 else 0
        while True:
            try:
                async with session.post(self.url, data=body, headers=headers) as answer:
                    status = str(answer.status)
            except (ClientError, TimeoutError) as error:
                status = type(error).__name__
            if status == "200":
                self.acknowledged[name] += 1
                self._progress.set()
                if not again:
                    return
                again -= 1
            else:
                self.refused[status] += 1
                await asyncio.sleep(self._chance.uniform(0.02, 0.15))

    async def until(self, true: Callable[[], bool]) -> None:
        """Until something is so; it is looked at whenever an event was acknowledged."""
        while not true():
            self._progress.clear()
            await self._progress.wait()
