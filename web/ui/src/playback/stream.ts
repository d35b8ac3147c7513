import Hls, {type ErrorData} from 'hls.js/light';

import type {Piece} from './seek';

/**
 * hls.js, as the box's playlists want it: one startLoad, listeners before loadSource, and only fatal errors acted on. No worker: the
 * files are fragmented MP4 already, and so no script from a blob: is needed.
 */
export interface StreamEvents {
  /** The playlist is there: pieces() knows the pictures. */
  listed(): void;
  failed(error: ErrorData): void;
}

export const canStream = () => Hls.isSupported();

export class Stream {
  private readonly hls: Hls;
  private recovered = 0;
  private started = false;

  constructor(private readonly video: HTMLVideoElement, url: string, private readonly events: StreamEvents, live: boolean) {
    this.hls = new Hls({
      autoStartLoad: false,
      enableWorker: false,
      startFragPrefetch: true,
      maxBufferLength: 20,
      maxMaxBufferLength: 40,
      backBufferLength: 30,
      lowLatencyMode: false,
      ...(live ? {liveSyncDurationCount: 1, liveMaxLatencyDurationCount: 6} : {}),
    });
    this.hls.on(Hls.Events.LEVEL_LOADED, () => {
      if (this.started) return;
      this.started = true;
      this.events.listed();
    });
    this.hls.on(Hls.Events.MANIFEST_PARSED, () => {
      // A playlist of one level: this loads it, and its pictures from where the player is to begin.
      this.hls.startLoad(-1);
      void this.video.play().catch(() => undefined);  // a browser that wants a tap first shows the first picture, standing
    });
    this.hls.on(Hls.Events.ERROR, (_, error) => {
      if (!error.fatal) return;
      if (error.type === Hls.ErrorTypes.MEDIA_ERROR && this.recovered++ < 2) this.hls.recoverMediaError();
      else this.events.failed(error);
    });
    this.hls.attachMedia(video);
    this.hls.loadSource(url);
  }

  pieces(): Piece[] {
    const pieces: Piece[] = [];
    for (const fragment of this.hls.levels[0]?.details?.fragments ?? []) {
      if (fragment.programDateTime !== null) pieces.push({start: fragment.start, duration: fragment.duration, wall: fragment.programDateTime});
    }
    return pieces;
  }

  /** How far behind now the picture is, in ms; null while that is unknown. Live only. */
  playingAt(): number | null {
    return this.hls.playingDate?.getTime() ?? null;
  }

  destroy(): void {
    this.hls.destroy();
  }
}

/** It was the codec that this browser does not play. */
export const isCodecError = (error: ErrorData) =>
  error.details === Hls.ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR || error.details === Hls.ErrorDetails.BUFFER_ADD_CODEC_ERROR ||
  error.details === Hls.ErrorDetails.BUFFER_INCOMPATIBLE_CODECS_ERROR;

export const isNetworkError = (error: ErrorData) => error.type === Hls.ErrorTypes.NETWORK_ERROR;
