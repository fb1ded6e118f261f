#!/usr/bin/env bash
# Full-text search with redis-cli and bash: by an index of Search, and by posting lists where the server has no Search. Runs
# by itself: REDIS_URL says where, KEY_PREFIX under which keys.
# #tabstop ${REDIS_URL:-redis://localhost:6379}
# #tabstop ${KEY_PREFIX:-shop}
# #tabstop PRODUCTS_IN=[[json]] <- {variant}
set -euo pipefail

# #region shared:cli
URL=${REDIS_URL:-redis://localhost:6379}

# With -e an error of the server makes the command fail; redis-cli would else print it and be content.
cli() {
  redis-cli -u "$URL" -e "$@"
}
# #endregion

# #region keys
# The braces are a hash tag: documents and lists lie in one cluster slot, so that they change and are intersected together.
CATALOGUE="${KEY_PREFIX:-shop}:{catalogue}"
# Nothing but indexed documents may begin so: a review kept as `product:1:reviews` would be found as a product.
DOCUMENTS=$CATALOGUE:product:
SUGGESTIONS=$CATALOGUE:suggestions
# #endregion

# #region words
STOP_WORDS=' a an and are as at be but by for if in into is it no not of on or such that the their then there these they this'
STOP_WORDS+=' to was will with '

# The words of a text, each in a line, at most 16 of them: the same for what is indexed and for what is typed.
words_of() { # text [most]
  local word count=0
  local -A seen=()
  while read -r word; do
    ((${#word} > 1)) && [[ $STOP_WORDS != *" $word "* && -z ${seen[$word]:-} ]] || continue
    ((count++ < ${2:-16})) || break
    seen[$word]=1
    echo "$word"
  done < <(grep -oE '[[:alnum:]]+' <<<"${1,,}")
}
# #endregion

# #region index
# Each product is a JSON document, or a hash with hash: both are indexed, and found, by the same names.
PRODUCTS_IN=json
ALIAS=$CATALOGUE:index

# Makes the index, waits until it is filled, and only then lets the alias show it. To change the schema, make a v2.
create_index() { # [version]
  local index=$ALIAS:${1:-v1} root='' schema
  [[ $PRODUCTS_IN != json ]] || root='$.' # in JSON a field is a path: without `$.` nothing is ever found
  schema=(
    "${root}name" AS name TEXT WEIGHT 5
    "${root}description" AS description TEXT
    "${root}category" AS category TAG
    "${root}price" AS price NUMERIC SORTABLE
  )
  if ! cli FT._LIST | grep -qxF "$index"; then
    cli FT.CREATE "$index" ON "$PRODUCTS_IN" PREFIX 1 "$DOCUMENTS" SCHEMA "${schema[@]}" >/dev/null
  fi
  until cli FT.INFO "$index" | grep -A 1 -x percent_indexed | grep -qx 1; do sleep 0.1; done
  cli FT.ALIASUPDATE "$ALIAS" "$index" >/dev/null
}
# #endregion

# #region write
# The document is indexed by the write itself. The dictionary is another key: nothing but this call keeps it up to date.
save_product() { # id name description category price
  local document
  if [[ $PRODUCTS_IN == json ]]; then
    document="{\"name\":\"$2\",\"description\":\"$3\",\"category\":\"$4\",\"price\":$5}"
    cli JSON.SET "$DOCUMENTS$1" '$' "$document" >/dev/null
  else
    cli HSET "$DOCUMENTS$1" name "$2" description "$3" category "$4" price "$5" >/dev/null
  fi
  cli FT.SUGADD "$SUGGESTIONS" "$2" 1 >/dev/null
}

remove_product() { # id name
  cli UNLINK "$DOCUMENTS$1" >/dev/null
  cli FT.SUGDEL "$SUGGESTIONS" "$2" >/dev/null
}
# #endregion

# #region query
# Sets QUERY and PARAMS. What is typed goes beside the query text, one parameter for each word: so it is never syntax. Fails
# when there is no word in it.
prepare() { # text [category] [least to pay] [most to pay]
  local words n terms=()
  mapfile -t words < <(words_of "$1")
  ((${#words[@]} > 0)) || return 1
  PARAMS=()
  for n in "${!words[@]}"; do
    PARAMS+=("w$n" "${words[n]}")
    terms+=("\$w$n")
  done
  # The word that is being typed may go on; a space after it says that it does not.
  [[ ! $1 =~ [[:alnum:]]$ ]] || terms[n]="(\$w$n|\$w$n*)"
  QUERY="@name|description:(${terms[*]})"
  if [[ -n ${2:-} ]]; then
    QUERY+=' @category:{$category}'
    PARAMS+=(category "$2")
  fi
  if [[ -n ${3:-}${4:-} ]]; then
    QUERY+=' @price:[$least $most]'
    PARAMS+=(least "${3:--inf}" most "${4:-inf}")
  fi
  PARAMS=(PARAMS ${#PARAMS[@]} "${PARAMS[@]}" DIALECT 2)
}
# #endregion

# #region search
# How many match in all; then of each of the best the key, the word name, and the name with the found words marked by <b>.
search() { # text [category] [least to pay] [most to pay]
  prepare "$@" || {
    echo 0
    return
  }
  cli FT.SEARCH "$ALIAS" "$QUERY" RETURN 1 name HIGHLIGHT FIELDS 1 name TAGS '<b>' '</b>' LIMIT 0 10 "${PARAMS[@]}"
}
# #endregion

# #region page
# The keys on a page by price, 0 first; the cheapest come first, or the dearest.
page_by_price() { # text page [size] [ASC or DESC] [category] [least to pay] [most to pay]
  prepare "$1" "${@:5}" || return 0
  cli FT.SEARCH "$ALIAS" "$QUERY" SORTBY price "${4:-ASC}" LIMIT $(($2 * ${3:-10})) "${3:-10}" NOCONTENT \
    "${PARAMS[@]}" | tail -n +2
}
# #endregion

# #region facets
# How many match in each category, of all that match: the word category, the category, the word products, the number.
count_by_category() { # text
  prepare "$1" || return 0
  cli FT.AGGREGATE "$ALIAS" "$QUERY" GROUPBY 1 @category REDUCE COUNT 0 AS products SORTBY 2 @products DESC \
    "${PARAMS[@]}" | tail -n +2
}
# #endregion

# #region complete
# Names that begin as the text does, one slip allowed. The dictionary refuses very long texts.
complete() { # text
  cli FT.SUGGET "$SUGGESTIONS" "${1:0:50}" FUZZY MAX 5
}
# #endregion

# #region core
# The singular, as far as three rules go. Other forms of a word stay other words.
singular() { # word
  if [[ $1 =~ ^..+ies$ ]]; then
    echo "${1%ies}y"
  elif [[ $1 =~ (ss|x|z|ch|sh)es$ ]]; then
    echo "${1%es}"
  elif [[ $1 =~ ..[^siu]s$ ]]; then
    echo "${1%s}"
  else
    echo "$1"
  fi
}

stems_of() { # text [most]
  local word
  words_of "$@" | while read -r word; do singular "$word"; done | awk '!seen[$0]++'
}

core_document() { echo "$CATALOGUE:core:product:$1"; }
postings() { echo "$CATALOGUE:core:idx:$1"; }
prices() { echo "$CATALOGUE:core:prices:$1"; }
ALL_WORDS=$CATALOGUE:core:words
# #endregion

# #region coreWrite
IFS= read -r -d '' INDEX <<'LUA' || true
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
LUA

# Writes the product and its index together; without a name it is deleted. Reads again when somebody else was quicker.
write_product() { # id [name description category price]
  local id=$1 document attempt before old_category category word keys args fields=() old_words
  local -A weights=()
  document=$(core_document "$id")
  # A word of the name counts five times one of the description.
  for word in $(stems_of "${2:-}" 1000); do weights[$word]=5; done
  for word in $(stems_of "${3:-}" 1000); do weights[$word]=$((${weights[$word]:-0} + 1)); done
  for attempt in {1..5}; do
    before=$(cli HGET "$document" indexed)
    old_category=$(sed -n 's/^{"category":"\(.*\)","words":\[.*\]}$/\1/p' <<<"$before")
    old_words=$(sed -n 's/.*"words":\[\(.*\)\]}$/\1/p' <<<"$before" | tr -d '"' | tr ',' ' ')
    category=${4:-$old_category}
    if (($# > 1)); then
      fields=(name "$2" description "$3" category "$4" price "$5" indexed)
      fields+=("{\"category\":\"$category\",\"words\":[$(printf '"%s"\n' "${!weights[@]}" | paste -sd , -)]}")
    fi
    keys=("$document" "$ALL_WORDS" "$(prices "${old_category:-$category}")" "$(prices "$category")")
    args=("$before" "$id" "${5:-0}" 0 $((${#fields[@]} / 2)) "${fields[@]}")
    for word in $(printf '%s\n' $old_words "${!weights[@]}" | sort -u); do
      keys+=("$(postings "$word")")
      args+=("$word" "${weights[$word]:-0}")
    done
    [[ $(cli EVAL "$INDEX" ${#keys[@]} "${keys[@]}" "${args[@]}") == 0 ]] || return 0
  done
  echo "Product $id is written by others all the time." >&2
  return 1
}
# #endregion

# #region coreSearch
# How many products have all of the words; then of each of the best ten the id, the word name, and the name with the found
# words marked by <b>. All matches come over the wire: a few thousand, not millions.
search_postings() { # text
  local stems lists=() stem found id
  mapfile -t stems < <(stems_of "$1")
  ((${#stems[@]} > 0)) || {
    echo 0
    return
  }
  for stem in "${stems[@]}"; do lists+=("$(postings "$stem")"); done
  found=$(cli ZINTER ${#lists[@]} "${lists[@]}" WITHSCORES | paste -d ' ' - - | awk NF | sort -k 2nr -k 1n)
  grep -c . <<<"$found" || true
  for id in $(head -n 10 <<<"$found" | cut -d ' ' -f 1); do
    printf '%s\nname\n%s\n' "$id" "$(mark "$(cli HGET "$(core_document "$id")" name)" "${stems[@]}")"
  done
}

# The text with the found words marked by <b>; the server cannot, as it knows no words.
mark() { # text stems
  local rest=$1 marked= stems=" ${*:2} "
  while [[ $rest =~ ^([^[:alnum:]]*)([[:alnum:]]+)(.*)$ ]]; do
    local before=${BASH_REMATCH[1]} word=${BASH_REMATCH[2]}
    rest=${BASH_REMATCH[3]}
    [[ $stems != *" $(singular "${word,,}") "* ]] || word="<b>$word</b>"
    marked+=$before$word
  done
  echo "$marked$rest"
}
# #endregion

# #region coreFacets
# How many products of a category have all of the words, between two prices: prices weigh 1, words nothing.
count_postings() { # text category [least to pay] [most to pay]
  local lists=() weights=() stem
  for stem in $(stems_of "$1"); do
    lists+=("$(postings "$stem")")
    weights+=(0)
  done
  ((${#lists[@]} > 0)) || {
    echo 0
    return
  }
  cli ZINTER $((${#lists[@]} + 1)) "${lists[@]}" "$(prices "$2")" WEIGHTS "${weights[@]}" 1 WITHSCORES |
    awk -v least="${3:-0}" -v most="${4:-inf}" 'NR % 2 == 0 && $0 + 0 >= least + 0 &&
      (most == "inf" || $0 + 0 <= most + 0) { n += 1 } END { print n + 0 }'
}
# #endregion

# #region coreComplete
# Words that begin as the text does. The upper bound is the byte 0xFF, which no text has.
complete_word() { # start
  [[ -n $1 ]] || return 0
  cli ZRANGE "$ALL_WORDS" "[${1,,}" "[${1,,}"$'\xff' BYLEX LIMIT 0 5
}
# #endregion

NAMES=('' 'Wireless Laptop Stand' 'Laptop Sleeve' 'Slim Laptop' 'Wi-Fi Router' 'Foldable Lap Desk')
DESCRIPTIONS=('' 'Holds any laptop.' 'Made of soft felt.' 'For working without wires.' 'Fast, for large houses.'
  'For overlapping papers.')
CATEGORIES=('' Accessories Accessories 'Computers & Tablets' Network Furniture)
PRICES=(0 49 25 1200 89 35)

# What a search prints, as JSON.
found_json() {
  awk 'NR == 1 { printf "{\"total\":%s,\"hits\":[", $0; next }
    NR % 3 == 2 { sub(/.*:/, ""); id = $0 }
    NR > 1 && NR % 3 == 1 { printf "%s{\"id\":\"%s\",\"name\":\"%s\"}", comma, id, $0; comma = "," }
    END { printf "]}" }'
}

# Lines as a JSON list of texts.
list_json() {
  awk 'NF { sub(/.*:/, ""); printf "%s\"%s\"", comma, $0; comma = "," } BEGIN { printf "[" } END { printf "]" }'
}

total() {
  head -n 1 <<<"$1"
}

with_search() {
  local id
  create_index
  for id in {1..5}; do
    save_product "$id" "${NAMES[id]}" "${DESCRIPTIONS[id]}" "${CATEGORIES[id]}" "${PRICES[id]}"
  done
  printf '{"before":%s,' "$(search 'lap desk ' | found_json)"
  remove_product 5 'Foldable Lap Desk'
  printf '"after":%s,"laptops":%s,' "$(search 'lap desk ' | found_json)" "$(search 'laptops ' | found_json)"
  printf '"typing":%s,' "$(total "$(search lap)")"
  printf '"stem":%s,' "$(search 'worked ' | found_json | sed 's/^.*"hits":\(.*\)}$/\1/')"
  printf '"cheap":%s,' "$(search 'laptop ' Accessories '' 30 | found_json)"
  printf '"between":%s,' "$(search 'laptop ' '' 30 100 | found_json | sed 's/^.*"hits":\(.*\)}$/\1/')"
  printf '"pages":[%s,%s],' "$(page_by_price 'laptop ' 0 2 | list_json)" "$(page_by_price 'laptop ' 1 2 | list_json)"
  printf '"dearest":%s,' "$(page_by_price 'laptop ' 0 2 DESC '' 30 | list_json)"
  printf '"categories":{%s},' "$(count_by_category 'laptop ' | awk 'NR % 4 == 2 { name = $0 }
    NR % 4 == 0 { printf "%s\"%s\":%s", comma, name, $0; comma = "," }')"
  printf '"odd":[%s,%s,' "$(total "$(search 'foo(')")" "$(total "$(search 'wi-fi ')")"
  printf '%s,%s],' "$(total "$(search '*')")" "$(total "$(search '@price:[0 10]|laptop ')")"
  printf '"completed":%s,"gone":%s}' "$(complete wirless | list_json)" "$(complete foldable | list_json)"
}

with_postings() {
  local id
  for id in {1..5}; do
    write_product "$id" "${NAMES[id]}" "${DESCRIPTIONS[id]}" "${CATEGORIES[id]}" "${PRICES[id]}"
  done
  printf '{"before":%s,' "$(search_postings 'lap desk' | found_json)"
  write_product 4
  write_product 5
  write_product 4 'Mesh Router' "${DESCRIPTIONS[4]}" "${CATEGORIES[4]}" "${PRICES[4]}"
  printf '"after":%s,' "$(search_postings 'lap desk' | found_json)"
  printf '"renamed":[%s,%s],' "$(total "$(search_postings wi-fi)")" "$(total "$(search_postings mesh)")"
  printf '"laptops":%s,' "$(search_postings laptops | found_json)"
  printf '"stem":%s,"cheap":%s,' "$(total "$(search_postings worked)")" "$(count_postings laptop Accessories 0 30)"
  printf '"dear":%s,' "$(count_postings laptop Accessories 50)"
  printf '"odd":[%s,%s,' "$(total "$(search_postings 'foo(')")" "$(total "$(search_postings '*')")"
  printf '%s],"completed":%s}' "$(total "$(search_postings '@price:[0 10]|laptop')")" "$(complete_word lap | list_json)"
}

search_found=null
[[ -z $(cli COMMAND INFO FT.SEARCH) ]] || search_found=$(with_search)
printf '{"search":%s,"postings":%s}\n' "$search_found" "$(with_postings)"
