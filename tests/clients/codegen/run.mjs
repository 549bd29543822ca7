// GraphQL Code Generator: types made from the running server, a program that compiles strictly with them, and its run.
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { generate } from "@graphql-codegen/cli";
import { url } from "../questions.mjs";
import config from "./codegen.mjs";

const folder = import.meta.dirname;
const run = (program, ...parameters) => execFileSync(program, parameters, { cwd: folder, stdio: "inherit" });

for (const made of ["generated", "built"]) rmSync(`${folder}/${made}`, { recursive: true, force: true });
await generate(config);
run(`${folder}/../node_modules/.bin/tsc`);
run(process.execPath, "built/codegen/program.js", url);
