// Goes through the pages of a real box in Chromium, step by step, as people do; pages_test.py starts it and does what happens behind
// the scenes. Ends with 1 where a step failed.
//
//   node walk.mjs CHROMIUM FOLDER_WITH_NODE_MODULES [part of a step's name …]
import {createRequire} from 'node:module';
import path from 'node:path';
import {classes} from './classes.mjs';
import {devices} from './devices.mjs';
import {log} from './log.mjs';
import {people} from './people.mjs';
import {allGoHome, closeBrowser, openBrowser} from './person.mjs';
import {phone} from './phone.mjs';
import {pictures} from './pictures.mjs';
import {byTls, playback} from './playback.mjs';
import {signingIn} from './sign_in.mjs';
import {given, leave} from './stage.mjs';
import {today} from './today.mjs';
import {cameraGone, sessionsEnd} from './trouble.mjs';

const [chromium, folder, ...only] = process.argv.slice(2);
await openBrowser(createRequire(path.join(folder, 'package.json'))('playwright-core').chromium, chromium);

// While the first lesson hour runs, then after it.
const steps = Object.entries({...signingIn, ...today, ...cameraGone, ...devices, ...people, ...phone, ...playback, ...log, ...byTls, ...(given.pictures ? pictures : {}), ...classes, ...sessionsEnd});
let failed = 0;
try {
  for (const [number, [name, step]] of steps.entries()) {
    // Nobody can sign in before the first step.
    if (only.length && number > 0 && !only.some(part => name.includes(part))) continue;
    const begun = Date.now();
    let wrong = null;
    try {
      await step();
    } catch (error) {
      wrong = error;
      ++failed;
    }
    const seconds = `(${((Date.now() - begun) / 1000).toFixed(1)} s)`;
    console.log(wrong ? `FAILED: ${name} ${seconds}\n${wrong.stack}` : `ok: ${name} ${seconds}`);
    await allGoHome(wrong !== null);
    if (wrong && number === 0) {
      console.log('the other steps need the account of this one');
      break;
    }
  }
} finally {
  await closeBrowser();
  leave();
}
process.exitCode = failed ? 1 : 0;
