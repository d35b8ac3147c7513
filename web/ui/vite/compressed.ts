import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import type {Plugin} from 'vite';

const COMPRESSIBLE = /\.(html|js|css|svg|json)$/;

/**
 * Writes FILE.gz beside every compressible file of the finished build: the box sends those and never compresses by itself.
 * Without a time stamp inside, so that equal sources give equal bytes.
 */
export function compressed(folder: string): Plugin {
  return {
    name: 'xueshi-compressed',
    apply: 'build',
    closeBundle() {
      const root = path.resolve(folder);
      if (!fs.existsSync(root)) return;  // the build itself failed, and says so
      for (const entry of fs.readdirSync(root, {recursive: true, withFileTypes: true})) {
        if (!entry.isFile() || !COMPRESSIBLE.test(entry.name)) continue;
        const file = path.join(entry.path, entry.name);
        fs.writeFileSync(`${file}.gz`, zlib.gzipSync(fs.readFileSync(file), {level: zlib.constants.Z_BEST_COMPRESSION}));
      }
    },
  };
}
