// The light build (no subtitles, other sound tracks or DRM: the box has none) comes without types of its own.
declare module 'hls.js/light' {
  export * from 'hls.js';
  export {default} from 'hls.js';
}
