/** What a media server says of itself: levels, JSON, colours, a stack trace, and both streams. */
const said = String.raw`
out() { printf '%b\n' "$1"; }
err() { printf '%b\n' "$1" >&2; }
out 'INF Main: Jellyfin version 10.10.7'
out 'INF Main: Operating system Debian GNU/Linux 12'
out 'DBG Networking: Bind to 0.0.0.0:8096'
out '\033[32minfo\033[0m: \033[1mMicrosoft.Hosting.Lifetime\033[0m[14] Now listening on http://0.0.0.0:8096'
out 'WRN FFProbe: /media/incoming/clip-0412.mkv has no duration'
out 'INF LibraryManager: Added 3 items, updated 11'
out '{"time":"2026-06-20T14:30:31Z","level":"info","msg":"scan finished","library":"Series","items":1840,"seconds":41}'
out 'INF ImageSaver: Wrote poster.jpg for item 2b90aa'
out 'DBG SessionManager: Keep-alive from 192.168.20.48'
out 'INF HttpServer: GET /System/Info/Public 200 in 3 ms'
out '\033[33mwarn\033[0m: Transcode falls back to software, no \033[36m/dev/dri/renderD128\033[0m'
out '{"level":"warn","msg":"TMDb answered 429","retry":10,"provider":"tmdb"}'
err 'ERR ffmpeg[4127]: [hevc @ 0x55d1] Could not find ref with POC 24'
err 'ERR ffmpeg[4127]: [hevc @ 0x55d1] Error constructing the frame RPS'
out 'INF TranscodeManager: Segment 0 ready after 1.3 s'
out 'INF DynamicHls: Served main/0.ts (2.1 MB) to 192.168.20.48'
err 'ERR LibraryMonitor: Could not watch /media/incoming'
err 'System.IO.IOException: The configured user limit (128) on the number of inotify instances has been reached'
for at in 'System.IO.FileSystemWatcher.StartRaisingEvents()' 'System.IO.FileSystemWatcher.set_EnableRaisingEvents(Boolean value)' 'Emby.Server.Implementations.IO.LibraryMonitor.StartWatchingPath(String path)' 'System.Threading.ThreadPoolWorkQueue.Dispatch()'
do err "   at $at"; done
out 'WRN LibraryMonitor: Falling back to a scan every 15 min'
out '{"level":"error","msg":"webhook failed","url":"http://ntfy.lan/media","status":502,"attempt":3}'
out 'INF Jellyfin.Api.Auth: Session opened from 10.8.0.6, client Web 10.10.7'
`;

/** Goes on for as long as the container runs, about a line a second. */
const says = String.raw`
n=1
while :; do
  out "INF DynamicHls: Served main/$n.ts (2.$((n % 10)) MB) to 192.168.20.48"; sleep 1
  out "DBG TranscodingThrottler: Buffer $((40 + n % 30)) s ahead, throttling on"; sleep 1
  out "{\"level\":\"info\",\"msg\":\"health\",\"status\":\"ok\",\"transcodes\":1,\"gpuLoad\":0.3$((n % 10))}"; sleep 1
  out "INF TranscodeManager: Transcode at 2.$((n % 10))x, 5$((n % 10)) fps, 7.9 Mbit/s"; sleep 1
  n=$((n + 1))
done
`;

export const logScript = `${said}\n(${says}) &`;
