// OpenAPI documents in the protobuf of google/gnostic, which is what kubectl asks for when it looks up how a kind is
// merged and whether the server checks fields itself. A document is walked along with a table of the messages; only
// what a Kubernetes API server publishes is in the tables.
//
//   name:number:type   s text, b boolean, d number, i integer; `[` a list, `{` a map (a message of named values),
//                      `*` any value, as YAML text; `?` a choice, see CHOICES; `x-`: where extensions go

import { encode } from '../../../base/bytes.ts';
import { isRecord } from '../../../base/json.ts';
import { Writer } from './wire.ts';

type Dialect = 'v2' | 'v3';

const MESSAGES: Readonly<Record<Dialect, Readonly<Record<string, string>>>> = {
  v2: {
    Document: 'swagger:1:s info:2:Info paths:8:Paths definitions:9:{Schema x-:16',
    Info: 'title:1:s version:2:s description:3:s x-:7',
    PathItem:
      'get:2:Operation put:3:Operation post:4:Operation delete:5:Operation options:6:Operation head:7:Operation ' +
      'patch:8:Operation parameters:9:[?Parameter x-:10',
    Operation:
      'tags:1:[s summary:2:s description:3:s operationId:5:s produces:6:[s consumes:7:[s parameters:8:[?Parameter ' +
      'responses:9:Responses schemes:10:[s deprecated:11:b x-:13',
    Reference: '$ref:1:s description:2:s',
    BodyParameter: 'description:1:s name:2:s in:3:s required:4:b schema:5:Schema x-:6',
    HeaderParameter: 'required:1:b in:2:s description:3:s name:4:s type:5:s format:6:s x-:23',
    QueryParameter: 'required:1:b in:2:s description:3:s name:4:s type:6:s format:7:s x-:23',
    PathParameter: 'required:1:b in:2:s description:3:s name:4:s type:5:s format:6:s x-:22',
    Response: 'description:1:s schema:2:?SchemaItem x-:5',
    Schema:
      '$ref:1:s format:2:s title:3:s description:4:s default:5:* maximum:7:d exclusiveMaximum:8:b minimum:9:d ' +
      'exclusiveMinimum:10:b maxLength:11:i minLength:12:i pattern:13:s maxItems:14:i minItems:15:i uniqueItems:16:b ' +
      'required:19:[s enum:20:[* additionalProperties:21:?Additional type:22:?Type items:23:?Items allOf:24:[Schema ' +
      'properties:25:{Schema x-:31',
  },
  v3: {
    Document: 'openapi:1:s info:2:Info paths:4:Paths components:5:Components x-:9',
    Info: 'title:1:s description:2:s version:6:s x-:7',
    Components: 'schemas:1:{?Schema',
    PathItem:
      'description:3:s get:4:Operation put:5:Operation post:6:Operation delete:7:Operation options:8:Operation ' +
      'head:9:Operation patch:10:Operation parameters:13:[?Parameter x-:14',
    Operation:
      'tags:1:[s summary:2:s description:3:s operationId:5:s parameters:6:[?Parameter responses:8:Responses ' +
      'deprecated:10:b x-:13',
    Reference: '$ref:1:s description:3:s',
    Parameter: 'name:1:s in:2:s description:3:s required:4:b schema:10:?Schema x-:14',
    Response: 'description:1:s x-:5',
    Schema:
      'nullable:1:b title:9:s maximum:11:d exclusiveMaximum:12:b minimum:13:d exclusiveMinimum:14:b maxLength:15:i ' +
      'minLength:16:i pattern:17:s maxItems:18:i minItems:19:i uniqueItems:20:b required:23:[s enum:24:[* type:25:s ' +
      'allOf:26:[?Schema oneOf:27:[?Schema anyOf:28:[?Schema not:29:Schema items:30:?Items properties:31:{?Schema ' +
      'additionalProperties:32:?Additional default:33:?Default description:34:s format:35:s x-:36',
  },
};

/** Messages that hold one of several: which field, and what stands there. */
const CHOICES: Readonly<Record<Dialect, Readonly<Record<string, (value: unknown) => readonly [number, string]>>>> = {
  v2: {
    Parameter: (value) => (isReference(value) ? [2, 'Reference'] : [1, '?OwnParameter']),
    OwnParameter: (value) => (isRecord(value) && value.in === 'body' ? [1, 'BodyParameter'] : [2, '?OtherParameter']),
    OtherParameter: (value) =>
      isRecord(value) && value.in === 'path'
        ? [4, 'PathParameter']
        : isRecord(value) && value.in === 'header'
          ? [1, 'HeaderParameter']
          : [3, 'QueryParameter'],
    ResponseValue: (value) => (isReference(value) ? [2, 'Reference'] : [1, 'Response']),
    SchemaItem: () => [1, 'Schema'],
    Additional: (value) => (typeof value === 'boolean' ? [2, 'b'] : [1, 'Schema']),
    Type: (value) => [1, Array.isArray(value) ? '[s' : 's'],
    Items: () => [1, 'Schema'],
  },
  v3: {
    Parameter: (value) => (isReference(value) ? [2, 'Reference'] : [1, 'Parameter']),
    ResponseValue: (value) => (isReference(value) ? [2, 'Reference'] : [1, 'Response']),
    Schema: (value) => (isReference(value) ? [2, 'Reference'] : [1, 'Schema']),
    Additional: (value) => (typeof value === 'boolean' ? [2, 'b'] : [1, '?Schema']),
    Items: () => [1, '?Schema'],
    Default: (value) => (typeof value === 'number' ? [1, 'd'] : typeof value === 'boolean' ? [2, 'b'] : [3, 's']),
  },
};

/** Maps whose message keeps its entries under another number than 1. */
const MAPS: Readonly<Record<Dialect, Readonly<Record<string, readonly [number, string]>>>> = {
  v2: { Paths: [2, 'PathItem'], Responses: [1, '?ResponseValue'] },
  v3: { Paths: [1, 'PathItem'], Responses: [2, '?ResponseValue'] },
};

const isReference = (value: unknown): boolean => isRecord(value) && typeof value.$ref === 'string';

/** `document` as JSON has it. */
export function openApiMessage(document: unknown): Uint8Array {
  const dialect: Dialect = isRecord(document) && 'swagger' in document ? 'v2' : 'v3';
  return new Walk(dialect).message('Document', document);
}

interface Row {
  readonly name: string;
  readonly number: number;
  readonly type: string;
}

class Walk {
  readonly #dialect: Dialect;
  readonly #rows = new Map<string, readonly Row[]>();

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  message(name: string, value: unknown): Uint8Array {
    const writer = new Writer();
    const map = MAPS[this.#dialect][name];
    if (map) this.#named(writer, map[0], map[1], value);
    else if (isRecord(value)) {
      for (const { name: field, number, type } of this.#rowsOf(name)) {
        if (field === 'x-') this.#extensions(writer, number, value);
        else if (value[field] !== undefined) this.#field(writer, number, type, value[field]);
      }
    }
    return writer.message;
  }

  #rowsOf(name: string): readonly Row[] {
    let rows = this.#rows.get(name);
    if (!rows) {
      rows = MESSAGES[this.#dialect][name].split(' ').map((row) => {
        const [field, number, type = ''] = row.split(':');
        return { name: field, number: Number(number), type };
      });
      this.#rows.set(name, rows);
    }
    return rows;
  }

  #field(writer: Writer, number: number, type: string, value: unknown): void {
    switch (type[0]) {
      case '[':
        for (const one of Array.isArray(value) ? value : []) this.#field(writer, number, type.slice(1), one);
        return;
      case '{': {
        const map = new Writer();
        this.#named(map, 1, type.slice(1), value);
        return writer.bytes(number, map.message);
      }
      case '*':
        return writer.bytes(number, anyValue(value));
      case '?': {
        const [chosen, chosenType] = CHOICES[this.#dialect][type.slice(1)](value);
        const choice = new Writer();
        this.#field(choice, chosen, chosenType, value);
        return writer.bytes(number, choice.message);
      }
    }
    if (type === 's') writer.bytes(number, encode(String(value)));
    else if (type === 'b') writer.integer(number, value === true ? 1 : 0);
    else if (type === 'i') writer.integer(number, Number(value));
    else if (type === 'd') writer.float(number, Number(value));
    else writer.bytes(number, this.message(type, value));
  }

  #named(writer: Writer, number: number, type: string, value: unknown): void {
    for (const [name, one] of isRecord(value) ? Object.entries(value) : []) {
      const entry = new Writer();
      entry.bytes(1, encode(name));
      this.#field(entry, 2, type, one);
      writer.bytes(number, entry.message);
    }
  }

  #extensions(writer: Writer, number: number, value: Record<string, unknown>): void {
    for (const [name, one] of Object.entries(value)) {
      if (!name.startsWith('x-')) continue;
      const entry = new Writer();
      entry.bytes(1, encode(name));
      entry.bytes(2, anyValue(one));
      writer.bytes(number, entry.message);
    }
  }
}

/** JSON is YAML. */
function anyValue(value: unknown): Uint8Array {
  const any = new Writer();
  any.bytes(2, encode(`${JSON.stringify(value)}\n`));
  return any.message;
}
