/** Work that shows in charts: some CPU in waves, memory, a file that others fetch, and writes. */
export const loadScript = String.raw`
head -c 210000000 /dev/zero >/dev/shm/cache
mkdir -p /tmp/www && head -c 900000 /dev/urandom >/tmp/www/main.ts
httpd -p 8096 -h /tmp/www
( while :; do
    dd if=/dev/zero of=/config/library.db bs=64k count=$((4 + $(date +%s) / 7 % 5 * 6)) conv=fsync 2>/dev/null
    sleep 2
  done ) &
( while :; do
    i=0; most=$((6000 + $(date +%s) / 9 % 4 * 16000))
    while [ $i -lt $most ]; do i=$((i + 1)); done
    sleep 0.4
  done ) &
`;

/** Fetches from an address in waves. */
export const fetchScript = (address: string) =>
  `while :; do wget -qO /dev/null http://${address}:8096/main.ts; sleep 0.$((1 + $(date +%s) / 11 % 4 * 2)); done`;
