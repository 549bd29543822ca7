// How GraphQL Code Generator is set up for the registry: all of its scalars are text, and one that isn't listed is an error.
import { url } from "../questions.mjs";

const scalars = ["CountryCode", "CurrencyCode", "Date", "DateTime", "Decimal", "LanguageTag", "PartialDate", "URL"];

export default {
  cwd: import.meta.dirname,
  schema: url,
  documents: ["documents.graphql"],
  generates: {
    "generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        importExtension: ".js",
        scalars: Object.fromEntries(scalars.map((name) => [name, "string"])),
        strictScalars: true,
        useTypeImports: true,
      },
    },
  },
};
