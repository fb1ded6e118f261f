"""News by pub/sub and work by a stream, with redis-py. REDIS_URL says where, KEY_PREFIX under which keys."""
# #tabstop os.environ.get("REDIS_URL", "redis://localhost:6379")
# #tabstop os.environ.get("KEY_PREFIX", "shop")
# #tabstop MOST_ENTRIES = [[100_000]] <- {most}

import json
import threading

# #region imports
import os
from collections.abc import Callable
from typing import NamedTuple

import redis
from redis.client import PubSubWorkerThread
# #endregion

# #region shared:r
# One client for the whole process: it keeps a pool of connections, and may be used by many threads.
r = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379"), decode_responses=True)
# #endregion

# #region keys
# The braces are a hash tag: what belongs together lies in one cluster slot.
MESSAGING = os.environ.get("KEY_PREFIX", "shop") + ":{shop}"
NEWS = f"{MESSAGING}:news"
ORDERS = f"{MESSAGING}:orders"
GROUP = "packing"
MOST_ENTRIES = 100_000  # entries kept, about
# #endregion


# #region publish
def tell(message: str) -> int:
    """Tells whoever listens just now; answers how many that were. Nothing is kept."""
    return r.publish(NEWS, message)
# #endregion


# #region subscribe
def listen(heard: Callable[[str], None]) -> PubSubWorkerThread:
    """Hears the news from its return on, in a thread with a connection of its own; stop() and join() end it."""
    pubsub = r.pubsub()
    pubsub.subscribe(**{NEWS: lambda message: heard(message["data"])})
    pubsub.get_message(timeout=5)  # the server's word that it is subscribed
    return pubsub.run_in_thread(sleep_time=0.1, daemon=True)
# #endregion


# #region append
def add_order(fields: dict[str, str]) -> str:
    """Adds an order; answers its id. The oldest go when there are too many."""
    return r.xadd(ORDERS, fields, maxlen=MOST_ENTRIES, approximate=True)
# #endregion


# #region group
class Order(NamedTuple):
    id: str
    fields: dict[str, str]


def create_group() -> None:
    """Makes the group, which begins with the first order that is kept. To be called once at the start."""
    try:
        r.xgroup_create(ORDERS, GROUP, id="0", mkstream=True)
    except redis.ResponseError as error:
        if not str(error).startswith("BUSYGROUP"):
            raise  # else another process was first


def take_orders(worker: str, count: int) -> list[Order]:
    """Orders that nobody of the group has yet. They are pending with this worker until they are done."""
    streams = r.xreadgroup(GROUP, worker, {ORDERS: ">"}, count=count)
    return [Order(*entry) for _, entries in streams for entry in entries]


def done_with(*orders: Order) -> int:
    return r.xack(ORDERS, GROUP, *(order.id for order in orders)) if orders else 0
# #endregion


# #region takeOver
def take_over(worker: str, idle_ms: int) -> list[Order]:
    """Orders that another worker took so long ago and has not done. It must be longer than the work takes."""
    _, entries, *_ = r.xautoclaim(ORDERS, GROUP, worker, idle_ms, "0", count=50)
    return [Order(*entry) for entry in entries]
# #endregion


# #region catchUp
def orders_after(ident: str) -> list[Order]:
    """What came after an id: each reader keeps its own."""
    return [Order(*entry) for entry in r.xrange(ORDERS, f"({ident}", "+")]
# #endregion


def main() -> None:
    create_group()
    create_group()
    unheard = tell("nobody hears this")
    heard: list[str] = []
    both = threading.Event()

    def hear(message: str) -> None:
        heard.append(message)
        if len(heard) == 2:
            both.set()

    listener = listen(hear)
    listeners = tell("one")
    tell("two")
    both.wait(10)
    listener.stop()
    listener.join()
    tell("nobody hears this either")
    idents = [add_order({"order": str(n), "sku": "mug"}) for n in range(1, 10)]
    ann = take_orders("ann", 4)
    bob = take_orders("bob", 4)
    done_with(*ann)
    taken = take_over("ann", 0)
    printed = {
        "unheard": unheard,
        "listeners": listeners,
        "heard": heard,
        "ann": [order.fields["order"] for order in ann],
        "bob": [order.fields["order"] for order in bob],
        "takenOver": len(taken),
        "done": done_with(*taken),
        "none": done_with(),
        "after": len(orders_after(idents[6])),
    }
    print(json.dumps(printed))
    # What is shown here is not meant to stay.
    r.expire(ORDERS, 3600)


if __name__ == "__main__":
    try:
        main()
    finally:
        r.close()
