// JSON Schemas of the standards' rules, as ajv applies them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import Ajv from "ajv/dist/2020.js";

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
ajv.addFormat("iri", (text) => URL.canParse(text));
ajv.addFormat("date-time", (text) => !Number.isNaN(Date.parse(text)));

/// A check against the schema in a file beside this one.
export function validator(file) {
  const validate = ajv.compile(JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")));
  return (value) => {
    const [first] = validate(value) ? [] : validate.errors;
    assert.equal(first, undefined, `${file}: ${ajv.errorsText(validate.errors)}`);
  };
}
