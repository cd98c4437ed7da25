#!/bin/sh
# The draw recomputed with sha256sum and sort alone. Usage: replay.sh FOLDER, with the files
# announcement (title, time; a line each), list (stratum TAB id, sorted), rule, assignment (number, inspectors,
# recusals; a line each), quota (stratum TAB count, sorted), beacon (source, time, value; a line each)
# and reveals (party TAB secret TAB nonce, sorted). Prints the seed, then "stratum TAB id" of everyone drawn.
set -eu
export LC_ALL=C
cd "$1"
TAB=$(printf '\t')
hash() { sha256sum | cut -d' ' -f1; }
seed=$({
    echo liangcai-draw-1
    cat announcement
    hash <list
    printf '%s' "$(cat rule)" | hash
    hash <assignment
    cat quota beacon reveals
} | hash)
echo "$seed"
while IFS= read -r row; do
    printf '%s\t%s\n' "$(printf '%s\t%s' "$seed" "$row" | hash)" "$row"
done <list | sort >tickets
while IFS="$TAB" read -r stratum count; do
    cut -f2- tickets | grep -F -- "$stratum$TAB" | head -n "$count"
done <quota
