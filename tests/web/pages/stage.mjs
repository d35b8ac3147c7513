// What the browser's side wants done behind the scenes (pages_test.py does it): one line of JSON each way.
import readline from 'node:readline';

const lines = readline.createInterface({input: process.stdin})[Symbol.asyncIterator]();
const line = async () => {
  const {value, done} = await lines.next();
  if (done) throw new Error('pages_test.py has ended');
  return JSON.parse(value);
};

/** What the run is about: addresses, people and their passwords. Given here because a command line is for all to see. */
export const given = await line();

/** Has `what` done, such as 'camera_off', and gives what came of it. */
export async function stage(what, ...details) {
  process.stdout.write(`stage ${JSON.stringify([what, ...details])}\n`);
  const {failed, result} = await line();
  if (failed) throw new Error(`${what}: ${failed}`);
  return result;
}

/** Leaves the process to end when the run is over. */
export const leave = () => process.stdin.destroy();
