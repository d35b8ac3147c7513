/**
 * Between the wall clock and the player's own time. A playlist is a list of pieces, one a group of pictures: on the player's time one
 * follows the other; on the wall clock there may be a gap between two.
 */
export interface Piece {
  /** In the player's seconds. */
  start: number;
  duration: number;
  /** Wall clock of its first picture, ms. */
  wall: number;
}

export interface SeekTarget {
  /** Where to put the player, in its seconds. */
  media: number;
  /** The wall clock of that picture, ms. */
  wall: number;
  /** Not what was asked for: nothing was recorded there. `after`: the next picture there is; `before`: the last one there is. */
  moved: 'no' | 'after' | 'before';
}

/** Pieces that follow within this are one recording: times in playlists are rounded. */
const TOUCH_MS = 500;
/** A seek to the very end of a piece would show the next one, or end; one to its very beginning may show the one before. */
const INSIDE_S = 0.05;

/** The last piece that begins at or before `wall`; −1 when all begin later. */
function pieceBefore(pieces: readonly Piece[], wall: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pieces[middle]!.wall <= wall) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const inside = (piece: Piece, wall: number): SeekTarget => ({
  media: piece.start + Math.min(Math.max(0, (wall - piece.wall) / 1000), Math.max(0, piece.duration - INSIDE_S)),
  wall,
  moved: 'no',
});

/** The picture to show for a moment of the wall clock; null when there is none at all. */
export function seekTarget(pieces: readonly Piece[], wall: number): SeekTarget | null {
  if (pieces.length === 0) return null;
  const index = pieceBefore(pieces, wall);
  const piece = pieces[index];
  const next = pieces[index + 1];
  if (piece) {
    const end = piece.wall + piece.duration * 1000;
    if (wall < end || (next && next.wall - end <= TOUCH_MS)) return inside(piece, wall);
    if (!next) {
      const last = Math.max(piece.wall, end - 1000);
      return wall - end <= TOUCH_MS ? inside(piece, last) : {...inside(piece, last), moved: 'before'};
    }
  }
  return next ? {media: next.start + Math.min(INSIDE_S, next.duration / 2), wall: next.wall, moved: 'after'} : null;
}

/** The wall clock of the picture at a moment of the player's time; null where there is no piece. */
export function wallAt(pieces: readonly Piece[], media: number): number | null {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pieces[middle]!.start <= media) low = middle + 1;
    else high = middle;
  }
  const piece = pieces[Math.max(0, low - 1)];
  return piece ? piece.wall + Math.min(Math.max(0, media - piece.start), piece.duration) * 1000 : null;
}

/** What the wall clock left out while the picture went on from `before` to `after`, when that is more than `least` ms. */
export function gapBetween(
  before: {wall: number; media: number}, after: {wall: number; media: number}, least: number,
): {from: number; to: number} | null {
  const media = (after.media - before.media) * 1000;
  // Forward by a little: that was playing, not seeking.
  if (media < 0 || media > 2000) return null;
  return after.wall - before.wall - media > least ? {from: before.wall, to: after.wall} : null;
}
