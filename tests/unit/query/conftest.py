import pytest

from tests.unit.query.graphs import Export, isg_of

SHOP = {
    "shop/__init__.py": "from shop.orders import Order\n",
    "shop/orders.py": '''"""Orders."""
from shop.base import Base, Mixin
import json


class Order(Mixin, Base):
    """What a customer wants.

    More of it.
    """

    limit: int = 3

    def __init__(self, name):
        self.name = name

    @property
    def total(self) -> int:
        return self.price()

    def price(self) -> int:
        return add_tax(3)

    def save(self):
        super().save()
        json.dumps(self.name)
        json.dumps(self.limit)


def add_tax(amount: int) -> int:
    def inner(other):
        return round_up(other)

    return inner(amount)


def round_up(amount):
    return amount


def make() -> Order:
    order = Order("x")
    order.save()
    order.save()
    return order
''',
    "shop/base.py": """class Root:
    def save(self):
        pass

    def close(self):
        pass


class Base(Root):
    def price(self):
        return 1


class Mixin(Root):
    def save(self):
        return self.close()


class _Hidden:
    def close(self):
        unknown().close()
""",
    "tests/test_orders.py": """from shop import Order
from shop.orders import add_tax


def test_save():
    order = Order("y")
    order.save()
    assert add_tax(1)


def price():
    return add_tax
""",
}


@pytest.fixture(scope="session")
def shop():
    return isg_of(SHOP)


@pytest.fixture(scope="session")
def export(shop):
    return Export(shop)
