/** What to draw beside a device such as `Firefox on Linux`. */
export function deviceKind(device: string): 'phone' | 'computer' | 'script' {
  if (/\b(iOS|iPadOS|Android|iPhone|iPad)\b/i.test(device)) return 'phone';
  return /\bon (Windows|macOS|Linux|ChromeOS|FreeBSD)\b/i.test(device) ? 'computer' : 'script';
}
