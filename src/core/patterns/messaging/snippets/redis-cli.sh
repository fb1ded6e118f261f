#!/usr/bin/env bash
# News by pub/sub and work by a stream, with redis-cli and bash. REDIS_URL says where.
# #tabstop ${REDIS_URL:-redis://localhost:6379}
# #tabstop ${KEY_PREFIX:-shop}
# #tabstop MOST_ENTRIES=[[100000]] <- {most}
set -euo pipefail

# #region shared:cli
URL=${REDIS_URL:-redis://localhost:6379}

# With -e an error of the server makes the command fail; redis-cli would else print it and be content.
cli() {
  redis-cli -u "$URL" -e "$@"
}
# #endregion

# #region keys
# The braces are a hash tag: what belongs together lies in one cluster slot.
MESSAGING="${KEY_PREFIX:-shop}:{shop}"
NEWS=$MESSAGING:news
ORDERS=$MESSAGING:orders
GROUP=packing
MOST_ENTRIES=100000 # entries kept, about
# #endregion

# #region publish
# Tells whoever listens just now; prints how many that were. Nothing is kept.
tell() { # message
  cli PUBLISH "$NEWS" "$1"
}
# #endregion

# #region subscribe
# Hears the news from its return on, over a connection of its own. Messages must be single lines, as redis-cli prints them.
listen() {
  coproc LISTENER { exec redis-cli -u "$URL" SUBSCRIBE "$NEWS"; }
  { read -r && read -r && read -r; } <&"${LISTENER[0]}" # subscribe, the channel, how many there are
}

# Waits for the next message, and prints it.
hear() {
  { read -r && read -r && IFS= read -r; } <&"${LISTENER[0]}" # message, the channel, the text
  echo "$REPLY"
}

stop_listening() {
  kill "$LISTENER_PID"
  wait "$LISTENER_PID" 2>/dev/null || true
}
# #endregion

# #region append
# Adds an order; prints its id. The oldest go when there are too many.
add_order() { # field value ...
  cli XADD "$ORDERS" MAXLEN '~' $MOST_ENTRIES '*' "$@"
}
# #endregion

# #region group
# Makes the group, which begins with the first order that is kept. To be called once at the start.
create_group() {
  local error
  error=$(cli XGROUP CREATE "$ORDERS" $GROUP 0 MKSTREAM 2>&1) && return
  [[ $error == BUSYGROUP* ]] && return # another process was first
  echo "$error" >&2
  return 1
}

# Orders that nobody of the group has yet. They are pending with this worker until they are done.
take_orders() { # worker count
  local reply
  reply=$(cli XREADGROUP GROUP $GROUP "$1" COUNT "$2" STREAMS "$ORDERS" '>') || return
  tail -n +2 <<<"$reply" | as_orders
}

# Prints how many of them were pending.
done_with() { # id ...
  if (($# == 0)); then echo 0; else cli XACK "$ORDERS" $GROUP "$@"; fi
}

# An order in each line, of what redis-cli prints in a line each: the id, then fields and values, with tabs between.
# No field may look like an id, and no value hold a line break.
as_orders() {
  awk '
    field != "" { order = order "\t" field "\t" $0; field = ""; next }
    /^[0-9]+-[0-9]+$/ { print_order(); order = $0; next }
    { field = $0 }
    END { if (field != "") order = order "\t" field "\t"; print_order() } # $( ) drops an empty value at the end
    function print_order() { if (order ~ /\t/) print order } # of one that was deleted there is only the id'
}
# #endregion

# #region takeOver
# Orders that another worker took at least so long ago and has not done. That must be longer than the work takes.
take_over() { # worker milliseconds
  local reply
  reply=$(cli XAUTOCLAIM "$ORDERS" $GROUP "$1" "$2" 0 COUNT 50) || return
  tail -n +2 <<<"$reply" | as_orders
}
# #endregion

# #region catchUp
# What came after an id: each reader keeps its own.
orders_after() { # id
  local reply
  reply=$(cli XRANGE "$ORDERS" "($1" +) || return
  as_orders <<<"$reply"
}
# #endregion

# Texts in lines as JSON.
as_json() {
  awk '{ printf "%s\"%s\"", comma, $0; comma = "," } BEGIN { printf "[" } END { printf "]" }'
}

create_group
create_group
unheard=$(tell 'nobody hears this')
listen
listeners=$(tell one)
tell two >/dev/null
heard=$(hear && hear)
heard=$(as_json <<<"$heard")
stop_listening
tell 'nobody hears this either' >/dev/null
for n in {1..9}; do ids[n]=$(add_order order "$n" sku mug); done
ann=$(take_orders ann 4)
bob=$(take_orders bob 4)
done_with $(cut -f 1 <<<"$ann") >/dev/null
taken=$(take_over ann 0)
finished=$(done_with $(cut -f 1 <<<"$taken"))
after=$(orders_after "${ids[7]}" | wc -l)
printf '{"unheard":%s,"listeners":%s,"heard":%s,' "$unheard" "$listeners" "$heard"
printf '"ann":%s,"bob":%s,' "$(cut -f 3 <<<"$ann" | as_json)" "$(cut -f 3 <<<"$bob" | as_json)"
printf '"takenOver":%s,"done":%s,"none":%s,"after":%s}\n' "$(wc -l <<<"$taken")" "$finished" "$(done_with)" "$after"
# What is shown here is not meant to stay.
cli EXPIRE "$ORDERS" 3600 >/dev/null
