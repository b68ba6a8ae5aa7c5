"""家庭构成: the shapes that families take, by size, and how old each member is beside the head."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """One place in a family: years younger (below), older (above) or about as old (beside) as the head."""

    relation: str
    place: str = "beside"
    least: float = -3
    most: float = 3


@dataclass(frozen=True)
class Shape:
    """A family of one size: its share among all families, how old its head is, who else lives in it."""

    share: float
    head: tuple[float, float]
    others: tuple[Member, ...] = ()

    @property
    def size(self) -> int:
        """How many people live in it."""
        return 1 + len(self.others)


SPOUSE = Member("spouse")
CHILD = Member("child", "below", 24, 34)
GROWN_CHILD = Member("child", "below", 22, 29)
PARENT = Member("parent", "above", 22, 30)

SHAPES = (
    Shape(0.066, (60, 92)),
    Shape(0.188, (20, 60)),
    Shape(0.085, (60, 84), (SPOUSE,)),
    Shape(0.132, (22, 60), (SPOUSE,)),
    Shape(0.040, (28, 52), (CHILD,)),
    Shape(0.040, (35, 58), (PARENT,)),
    Shape(0.130, (27, 48), (SPOUSE, CHILD)),
    Shape(0.080, (45, 62), (SPOUSE, GROWN_CHILD)),
    Shape(0.092, (29, 50), (SPOUSE, CHILD, CHILD)),
    Shape(0.040, (32, 52), (SPOUSE, CHILD, PARENT)),
    Shape(0.030, (32, 50), (SPOUSE, CHILD, CHILD, PARENT)),
    Shape(0.020, (30, 48), (SPOUSE, CHILD, PARENT, PARENT)),
    Shape(0.035, (32, 48), (SPOUSE, CHILD, CHILD, PARENT, PARENT)),
    Shape(0.022, (34, 48), (SPOUSE, CHILD, CHILD, CHILD, PARENT, PARENT)),
)
