// Labels what changed in schema.graphql since another commit: node web/schema-changes.mjs [COMMIT]. Without one, since the last
// commit that touched it. A breaking change is allowed only for what was deprecated before, so it makes the exit code 1.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { buildSchema, findBreakingChanges, findDangerousChanges } from 'graphql';

const git = (...args) => execFileSync('git', args, { encoding: 'utf8', maxBuffer: 64 << 20 });
const file = new URL('../schema.graphql', import.meta.url);
const since = process.argv[2] ?? git('log', '-2', '--format=%H', '--', file.pathname).trim().split('\n').at(-1);
const before = git('show', `${since}:schema.graphql`);
const after = fs.readFileSync(file, 'utf8');

const [old, now] = [before, after].map((text) => buildSchema(text, { assumeValidSDL: true }));
const breaking = findBreakingChanges(old, now);
const dangerous = findDangerousChanges(old, now);
for (const change of breaking) console.log(`breaking: ${change.description}`);
for (const change of dangerous) console.log(`dangerous: ${change.description}`);
if (!breaking.length && !dangerous.length) console.log(before === after ? 'schema.graphql: no change' : 'schema.graphql: additive');
process.exit(breaking.length ? 1 : 0);
