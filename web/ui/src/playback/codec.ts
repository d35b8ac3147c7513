/** What this browser can play out of a recording. The strings name a level that 1080p needs. */
const PROBES = {
  h264: 'video/mp4; codecs="avc1.640028"',
  h265: 'video/mp4; codecs="hvc1.1.6.L120.90"',
} as const;

export type Codec = keyof typeof PROBES;

export function canPlay(codec: Codec | null): boolean {
  // Unknown until something was recorded: the player will find out.
  if (codec === null) return typeof MediaSource !== 'undefined';
  return typeof MediaSource !== 'undefined' && MediaSource.isTypeSupported(PROBES[codec]);
}
