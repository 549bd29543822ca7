// The audits of GraphQL over HTTP that its working group publishes, a line each; every MUST, SHOULD and MAY has to hold.
import { serverAudits } from "graphql-http";
import { url } from "./questions.mjs";

let failed = 0;
for (const audit of serverAudits({ url, fetchFn: fetch })) {
  const result = await audit.fn();
  console.log(`${result.status.padEnd(5)} ${audit.id} ${audit.name}${result.reason ? `: ${result.reason}` : ""}`);
  failed += result.status === "ok" ? 0 : 1;
}
console.log(`${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
