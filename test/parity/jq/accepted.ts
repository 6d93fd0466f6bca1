// Differences from the recordings that are meant, by command line, with the reason.

export const ACCEPTED: Readonly<Record<string, string>> = {
  "jq -nc '0 | [while(. < 3; . + 1)], [until(. > 3; . + 1)], [limit(3; repeat(1))]'":
    'repeat gives its input first, as the manual says and 1.7 does',
  "jq -nc '[1,2,3] | to_entries, with_entries(.value += 1)?'": 'from_entries takes numbers as keys, as 1.7 does',
  "jq -nc '[1,2,3] | (.[] | select(. >= 2)) |= empty'": 'all of them are deleted, as in 1.7; 1.6 skips every second',
};
