"""The world without a world file: one commune's account, six people, two groups."""

from typing import Any

SAMPLE: dict[str, Any] = {
    "app_id": "1234567890123456789",
    "app_secret": "bi-mat-cua-ung-dung",
    "oa": {
        "id": "2718281828459045235",
        "name": "Chuyển đổi số xã Đông Trung",
        "secret_key": "khoa-bi-mat-cua-oa",
        "access_token": "ma-truy-cap-dau-tien",
        "refresh_token": "ma-lam-moi-dau-tien",
    },
    "people": [
        {
            "id": "8001000000000000001",
            "name": "Nguyễn Văn Minh",
            "phone": "0912000001",
            "note": "Trưởng thôn Đông Trung",
        },
        {
            "id": "8001000000000000002",
            "name": "Trần Thị Hoa",
            "phone": "0912000002",
            "note": "Tổ phó thôn Đông Trung",
        },
        {
            "id": "8001000000000000003",
            "name": "Lê Văn Tuấn",
            "phone": "0912000003",
            "note": "Thành viên Tổ",
        },
        {
            "id": "8001000000000000004",
            "name": "Phạm Thị Lan",
            "phone": "0912000004",
            "note": "Người dân",
            "follower": False,
        },
        {
            "id": "8001000000000000005",
            "name": "Hoàng Văn Dũng",
            "phone": "0912000005",
            "note": "Chủ tịch UBND xã",
            "admin": True,
        },
        {
            "id": "8001000000000000006",
            "name": "Võ Thị Mai",
            "phone": "0912000006",
            "note": "Tổ trưởng Tổ xã",
            "admin": True,
        },
    ],
    "groups": [
        {
            "id": "a1b2c3d4e5f6a7b8c9d0",
            "name": "Tổ CĐS thôn Đông Trung",
            "members": ["8001000000000000001", "8001000000000000002", "8001000000000000003"],
        },
        {
            "id": "b1b2c3d4e5f6a7b8c9d1",
            "name": "Tổ CĐS xã",
            "members": ["8001000000000000001", "8001000000000000005", "8001000000000000006"],
        },
    ],
    "assets": [{"id": "5001000000000000001", "type": "gmf100"}],
    "templates": [
        {
            "id": "321450",
            "name": "Nhắc nộp báo cáo",
            "content": "Kính gửi <ten>, báo cáo <ky> cần nộp trước <han>.",
            "params": {"ten": 60, "ky": 30, "han": 30},
        }
    ],
}
