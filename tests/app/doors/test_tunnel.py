"""What is said before a tunnel is opened: of a server for all, and of one for users who only read."""

from pathlib import Path

from app.doors.terms import Doors
from app.doors.tunnel import warning
from app.doors.users import Users

WARNINGS = Path(__file__).parent / "approved" / "tunnel.txt"


def test_what_is_said_of_a_tunnel_is_as_approved():
    users = Users({"ada": "$argon2id$"}, Path("users"))
    said = [warning(Doors()), warning(Doors(users=users, read_only=True))]
    assert "\n\n".join(said) + "\n" == WARNINGS.read_text(encoding="utf-8")
