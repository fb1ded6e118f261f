"""Full-text search with redis-py: by an index of Search, and by posting lists where the server has none."""
# #tabstop os.environ.get("REDIS_URL", "redis://localhost:6379")
# #tabstop os.environ.get("KEY_PREFIX", "shop")
# #tabstop PRODUCTS_IN = [["json"]] <- "{variant}"

# #region imports
import json
import os
import re
import time
from typing import NamedTuple, TypedDict

import redis
from redis.commands.search.aggregation import AggregateRequest, Desc
from redis.commands.search.field import NumericField, TagField, TextField
from redis.commands.search.index_definition import IndexDefinition, IndexType
from redis.commands.search.query import Query
from redis.commands.search.reducers import count
# #endregion

# #region shared:r
# One client for the whole process: it keeps a pool of connections, and may be used by many threads.
r = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379"), decode_responses=True)
# #endregion

# #region keys
# The braces are a hash tag: documents and lists lie in one cluster slot, to be changed and intersected together.
CATALOGUE = os.environ.get("KEY_PREFIX", "shop") + ":{catalogue}"
# Nothing but indexed documents may begin so: a review kept as `product:1:reviews` would be found as a product.
DOCUMENTS = f"{CATALOGUE}:product:"
SUGGESTIONS = f"{CATALOGUE}:suggestions"


class Product(TypedDict):
    name: str
    description: str
    category: str
    price: float


class Found(TypedDict):
    total: int
    hits: list[dict[str, str]]
# #endregion

# #region words
STOP_WORDS = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this "
    "to was will with".split()
)
WORD = re.compile(r"[^\W_]+")


def words_of(text: str, most: int | None = 16) -> list[str]:
    """The words of a text, at most 16 of them: the same for what is indexed and for what is typed."""
    words = WORD.findall(text.lower())
    return list(dict.fromkeys(word for word in words if len(word) > 1 and word not in STOP_WORDS))[:most]
# #endregion

# #region index
# Each product is a JSON document, or a hash with "hash": both are indexed, and found, by the same names.
PRODUCTS_IN = "json"
ALIAS = f"{CATALOGUE}:index"
index = r.ft(ALIAS)


def create_index(version: str = "v1") -> None:
    """Makes the index, waits until it is filled, and only then lets the alias show it. A new schema is a v2."""
    made = r.ft(f"{ALIAS}:{version}")
    # In JSON a field is a path: without `$.` nothing is ever found.
    root, kind = ("$.", IndexType.JSON) if PRODUCTS_IN == "json" else ("", IndexType.HASH)
    schema = [
        TextField(f"{root}name", weight=5, as_name="name"),
        TextField(f"{root}description", as_name="description"),
        TagField(f"{root}category", as_name="category"),
        NumericField(f"{root}price", as_name="price", sortable=True),
    ]
    try:
        made.create_index(schema, definition=IndexDefinition(prefix=[DOCUMENTS], index_type=kind))
    except redis.ResponseError as error:
        if "already exists" not in str(error):
            raise
    while int((info := made.info())["indexing"]) or float(info["percent_indexed"]) < 1:
        time.sleep(0.1)
    made.aliasupdate(ALIAS)
# #endregion


# #region write
def save_product(number: int, product: Product) -> None:
    """The document is indexed by the write itself. The dictionary is another key, kept up to date here only."""
    with r.pipeline(transaction=True) as pipe:
        if PRODUCTS_IN == "json":
            pipe.json().set(f"{DOCUMENTS}{number}", "$", dict(product))
        else:
            pipe.hset(f"{DOCUMENTS}{number}", mapping=dict(product))
        pipe.execute_command("FT.SUGADD", SUGGESTIONS, product["name"], 1)
        pipe.execute()


def remove_product(number: int, name: str) -> None:
    with r.pipeline(transaction=True) as pipe:
        pipe.unlink(f"{DOCUMENTS}{number}")
        pipe.execute_command("FT.SUGDEL", SUGGESTIONS, name)
        pipe.execute()
# #endregion


# #region query
def prepare(
    text: str, category: str | None = None, min_price: float | None = None, max_price: float | None = None
) -> tuple[str, dict[str, str | float]] | None:
    """What is typed goes beside the query text, one parameter a word: so it is never syntax. None: no word in it."""
    words = words_of(text)
    if not words:
        return None
    params: dict[str, str | float] = {f"w{n}": word for n, word in enumerate(words)}
    terms = [f"${name}" for name in params]
    # The word that is being typed may go on; a space after it says that it does not.
    if WORD.match(text[-1]):
        terms[-1] = f"({terms[-1]}|{terms[-1]}*)"
    query = f"@name|description:({' '.join(terms)})"
    if category is not None:
        query += " @category:{$category}"
        params["category"] = category
    if min_price is not None or max_price is not None:
        query += " @price:[$least $most]"
        params["least"] = "-inf" if min_price is None else min_price
        params["most"] = "inf" if max_price is None else max_price
    return query, params
# #endregion


# #region search
def search(
    text: str,
    category: str | None = None,
    min_price: float | None = None,
    max_price: float | None = None,
    most: int = 10,
) -> Found:
    """The best matches with the found words marked by <b>, and how many match in all."""
    prepared = prepare(text, category, min_price, max_price)
    if prepared is None:
        return {"total": 0, "hits": []}
    text_of_query, params = prepared
    # Without paging there are ten rows, however many match.
    query = Query(text_of_query).return_fields("name").highlight(["name"], ["<b>", "</b>"]).paging(0, most).dialect(2)
    result = index.search(query, params)
    hits = [{"id": row.id.removeprefix(DOCUMENTS), "name": row.name} for row in result.docs]
    return {"total": result.total, "hits": hits}
# #endregion


# #region page
def page_by_price(
    text: str, page: int, size: int = 10, min_price: float | None = None, cheapest_first: bool = True
) -> list[str]:
    """A page by price, 0 first; the cheapest come first, or the dearest."""
    prepared = prepare(text, min_price=min_price)
    if prepared is None:
        return []
    text_of_query, params = prepared
    query = Query(text_of_query).sort_by("price", asc=cheapest_first).paging(page * size, size).no_content().dialect(2)
    return [row.id.removeprefix(DOCUMENTS) for row in index.search(query, params).docs]
# #endregion


# #region facets
def count_by_category(text: str) -> dict[str, int]:
    """How many match in each category, of all that match."""
    prepared = prepare(text)
    if prepared is None:
        return {}
    text_of_query, params = prepared
    grouped = AggregateRequest(text_of_query).group_by("@category", count().alias("products"))
    reply = index.aggregate(grouped.sort_by(Desc("@products")).dialect(2), params)
    rows = [dict(zip(row[::2], row[1::2])) for row in reply.rows]
    return {row["category"]: int(row["products"]) for row in rows}
# #endregion


# #region complete
def complete(text: str) -> list[str]:
    """Names that begin as the text does, one slip allowed. The dictionary refuses very long texts."""
    return [found.string for found in index.sugget(SUGGESTIONS, text.strip()[:50], fuzzy=True, num=5) or []]
# #endregion


# #region core
def singular(word: str) -> str:
    """The singular, as far as three rules go. Other forms of a word stay other words."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if re.search(r"(ss|x|z|ch|sh)es$", word):
        return word[:-2]
    return word[:-1] if len(word) > 3 and re.search(r"[^siu]s$", word) else word


def stems_of(text: str, most: int | None = 16) -> list[str]:
    return list(dict.fromkeys(singular(word) for word in words_of(text, most)))


def core_document(number: int | str) -> str:
    return f"{CATALOGUE}:core:product:{number}"


def postings(stem: str) -> str:
    return f"{CATALOGUE}:core:idx:{stem}"


def prices(category: str) -> str:
    return f"{CATALOGUE}:core:prices:{category}"


ALL_WORDS = f"{CATALOGUE}:core:words"
# #endregion

# #region coreWrite
INDEX = """
-- Writes a document and everything that finds it together, or takes both away.
-- KEYS  document, list of all words, price list of the category before, price list of the category now, a posting list per word
-- ARGV  what is indexed as it was read before ('' for a new document), id, price, seconds to live (0: for ever),
--       number of fields and each field's name and value (none: delete), then word and weight per posting list (0: no longer in it)
-- Answers 1, or 0 when somebody else wrote the document since it was read: read it again and try again.
if (redis.call('HGET', KEYS[1], 'indexed') or '') ~= ARGV[1] then
  return 0
end
local id, price, seconds, fields = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
-- What a script has written stays when a later command fails, so numbers are looked at before anything is written.
if not (price and seconds and fields) then
  return redis.error_reply('ERR price, seconds and number of fields must be numbers')
end
redis.call('ZREM', KEYS[3], id)
redis.call('DEL', KEYS[1])
if fields > 0 then
  redis.call('HSET', KEYS[1], unpack(ARGV, 6, 5 + 2 * fields))
  redis.call('ZADD', KEYS[4], price, id)
end
for at = 5, #KEYS do
  local word, weight = ARGV[2 * (fields + at) - 4], tonumber(ARGV[2 * (fields + at) - 3])
  if weight > 0 then
    redis.call('ZADD', KEYS[at], weight, id)
    redis.call('ZADD', KEYS[2], 0, word)
  elseif redis.call('ZREM', KEYS[at], id) == 1 and redis.call('EXISTS', KEYS[at]) == 0 then
    redis.call('ZREM', KEYS[2], word)
  end
end
if seconds > 0 then
  for _, key in ipairs(KEYS) do
    redis.call('EXPIRE', key, seconds)
  end
end
return 1
"""

# A script is sent by its digest (EVALSHA), and whole when the server does not know it.
run_index = r.register_script(INDEX)


def write_product(number: int, product: Product | None, seconds: int = 0) -> None:
    """Writes the product and its index together; None deletes it. Reads again when somebody else was quicker."""
    for _ in range(5):
        before = r.hget(core_document(number), "indexed") or ""
        old = json.loads(before) if before else {"category": "", "words": []}
        weights = weights_of(product) if product else {}
        category = product["category"] if product else old["category"]
        indexed = json.dumps({"category": category, "words": list(weights)})
        words = list(dict.fromkeys([*old["words"], *weights]))
        keys = [core_document(number), ALL_WORDS, prices(old["category"] or category), prices(category)]
        keys += [postings(word) for word in words]
        fields = {**product, "indexed": indexed} if product else {}
        args = [before, number, product["price"] if product else 0, seconds, len(fields)]
        args += [part for field in fields.items() for part in field]
        args += [part for word in words for part in (word, weights.get(word, 0))]
        if run_index(keys=keys, args=args) == 1:
            return
    raise RuntimeError(f"Product {number} is written by others all the time.")


def weights_of(product: Product) -> dict[str, int]:
    """A word of the name counts five times one of the description."""
    weights: dict[str, int] = {}
    for text, weight in ((product["name"], 5), (product["description"], 1)):
        for word in stems_of(text, None):
            weights[word] = weights.get(word, 0) + weight
    return weights
# #endregion


# #region coreSearch
def search_postings(text: str, most: int = 10) -> Found:
    """Products that have all of the words, best first. All matches come over the wire: a few thousand, not millions."""
    stems = stems_of(text)
    if not stems:
        return {"total": 0, "hits": []}
    ranked = r.zinter([postings(stem) for stem in stems], withscores=True)
    best = sorted(ranked, key=lambda found: (-found[1], int(found[0])))[:most]
    with r.pipeline(transaction=False) as pipe:
        for number, _ in best:
            pipe.hget(core_document(number), "name")
        names = pipe.execute()
    hits = [{"id": number, "name": mark(name or "", set(stems))} for (number, _), name in zip(best, names)]
    return {"total": len(ranked), "hits": hits}


def mark(text: str, stems: set[str]) -> str:
    """The text with the found words marked by <b>; the server cannot, as it knows no words."""
    return WORD.sub(lambda word: f"<b>{word[0]}</b>" if singular(word[0].lower()) in stems else word[0], text)
# #endregion


# #region coreFacets
def count_postings(text: str, category: str, min_price: float = 0, max_price: float = float("inf")) -> int:
    """How many products of a category have all of the words, between two prices: prices weigh 1, words nothing."""
    weights = {postings(stem): 0 for stem in stems_of(text)}
    if not weights:
        return 0
    found = r.zinter({**weights, prices(category): 1}, withscores=True)
    return sum(min_price <= price <= max_price for _, price in found)
# #endregion


# #region coreComplete
def complete_word(start: str, most: int = 5) -> list[str]:
    """Words that begin as the text does. The upper bound is the byte 0xFF: as text it would be two others."""
    if not start:
        return []
    first = b"[" + start.lower().encode()
    return r.zrange(ALL_WORDS, first, first + b"\xff", bylex=True, offset=0, num=most)
# #endregion


PRODUCTS: list[Product] = [
    {"name": "Wireless Laptop Stand", "description": "Holds any laptop.", "category": "Accessories", "price": 49},
    {"name": "Laptop Sleeve", "description": "Made of soft felt.", "category": "Accessories", "price": 25},
    {
        **{"name": "Slim Laptop", "description": "For working without wires."},
        **{"category": "Computers & Tablets", "price": 1200},
    },
    {"name": "Wi-Fi Router", "description": "Fast, for large houses.", "category": "Network", "price": 89},
    {"name": "Foldable Lap Desk", "description": "For overlapping papers.", "category": "Furniture", "price": 35},
]


def with_search() -> dict[str, object]:
    create_index()
    for number, product in enumerate(PRODUCTS, 1):
        save_product(number, product)
    before = search("lap desk ")
    remove_product(5, "Foldable Lap Desk")
    return {
        "before": before,
        "after": search("lap desk "),
        "laptops": search("laptops "),
        "typing": search("lap")["total"],
        "stem": search("worked ")["hits"],
        "cheap": search("laptop ", "Accessories", max_price=30),
        "between": search("laptop ", min_price=30, max_price=100)["hits"],
        "pages": [page_by_price("laptop ", 0, 2), page_by_price("laptop ", 1, 2)],
        "dearest": page_by_price("laptop ", 0, 2, min_price=30, cheapest_first=False),
        "categories": count_by_category("laptop "),
        "odd": [search(text)["total"] for text in ("foo(", "wi-fi ", "*", "@price:[0 10]|laptop ")],
        "completed": complete("wirless"),
        "gone": complete("foldable"),
    }


def with_postings() -> dict[str, object]:
    for number, product in enumerate(PRODUCTS, 1):
        write_product(number, product)
    before = search_postings("lap desk")
    for number in (4, 5):
        write_product(number, None)
    write_product(4, {**PRODUCTS[3], "name": "Mesh Router"})
    return {
        "before": before,
        "after": search_postings("lap desk"),
        "renamed": [search_postings("wi-fi")["total"], search_postings("mesh")["total"]],
        "laptops": search_postings("laptops"),
        "stem": search_postings("worked")["total"],
        "cheap": count_postings("laptop", "Accessories", max_price=30),
        "dear": count_postings("laptop", "Accessories", min_price=50),
        "odd": [search_postings(text)["total"] for text in ("foo(", "*", "@price:[0 10]|laptop")],
        "completed": complete_word("lap"),
    }


def main() -> None:
    has_search = "FT.SEARCH" in (name.upper() for name in r.command_list())
    print(json.dumps({"search": with_search() if has_search else None, "postings": with_postings()}))


if __name__ == "__main__":
    try:
        main()
    finally:
        r.close()
