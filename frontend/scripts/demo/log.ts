/** What a media server says of itself, over and over: levels, JSON, colours, a stack trace, and both streams. */
export const logScript = String.raw`
out() { printf '%b\n' "$1"; sleep "$pause"; }
err() { printf '%b\n' "$1" >&2; sleep "$pause"; }
trace() {
  for at in 'System.IO.FileSystemWatcher.StartRaisingEvents()' 'System.IO.FileSystemWatcher.set_EnableRaisingEvents(Boolean value)' 'Emby.Server.Implementations.IO.LibraryMonitor.StartWatchingPath(String path)' 'System.Threading.ThreadPoolWorkQueue.Dispatch()'
  do printf '   at %s\n' "$at" >&2; done
}
round() {
  out 'INF Jellyfin.Api.Auth: Session opened from 192.168.20.48, client TV 0.18.4'
  out 'INF SessionManager: Playback started, item 8f21c0, direct stream'
  out 'WRN TranscodeManager: Direct stream refused, container mkv not in profile'
  out 'INF TranscodeManager: Transcode requested: hevc 3840x2160 to h264 1920x1080'
  out 'DBG EncodingHelper: hwaccel=nvenc, tone-map=cuda, preset=p4'
  out '\033[33mwarn\033[0m: no \033[36m/dev/dri/renderD128\033[0m, transcode falls back to \033[1msoftware\033[0m'
  err 'ERR ffmpeg[4127]: [hevc @ 0x55d1] Could not find ref with POC 24'
  err 'ERR ffmpeg[4127]: [hevc @ 0x55d1] Error constructing the frame RPS'
  out "INF TranscodeManager: Segment $n ready after 1.3 s"
  out "{\"level\":\"info\",\"msg\":\"health\",\"status\":\"ok\",\"transcodes\":1,\"gpuLoad\":0.3$((n % 9 + 1))}"
  out "INF DynamicHls: Served main/$n.ts (2.$((n % 10)) MB) to 192.168.20.48"
  out "DBG TranscodingThrottler: Buffer $((40 + n % 30)) s ahead, throttling off"
  out '{"level":"warn","msg":"TMDb answered 429","provider":"tmdb","retry":10}'
  out 'INF LibraryManager: Added 3 items, updated 11'
  pause=0; err 'ERR LibraryMonitor: Could not watch /media/incoming'
  err 'System.IO.IOException: The configured user limit (128) on the number of inotify instances has been reached'
  trace; sleep 0.5; pause=$1
  out 'WRN LibraryMonitor: Falling back to a scan every 15 min'
  out "INF DynamicHls: Served main/$((n + 1)).ts (2.$((n % 7)) MB) to 192.168.20.48"
  out '\033[32minfo\033[0m: Microsoft.Hosting.Lifetime[0] now serving \033[1m4\033[0m clients'
  out 'INF SessionManager: Progress 00:00:02, item 1c07e4'
  n=$((n + 2))
}
( n=1; pause=0; round 0; round 0; while :; do pause=1; round 1; done ) &
`;
