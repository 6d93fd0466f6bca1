// The problems of fields, in the words of apimachinery's field.Error (since 1.34, which prints values as JSON).

import { goJson } from '../../../base/go-json.ts';
import type { FieldError } from '../kind.ts';

export const required = (field: string, detail = ''): FieldError => ({ field, type: 'Required value', detail });

export const forbidden = (field: string, detail: string): FieldError => ({ field, type: 'Forbidden', detail });

/** `"x": must be ...`, `-1: must be ...`, `{"app":"web"}: ...` */
export const invalid = (field: string, value: unknown, detail: string): FieldError => ({
  field,
  type: 'Invalid value',
  detail: `${shown(value)}: ${detail}`,
});

export const duplicate = (field: string, value: unknown, detail?: string): FieldError => ({
  field,
  type: 'Duplicate value',
  detail: detail === undefined ? shown(value) : `${shown(value)}: ${detail}`,
});

export const notFound = (field: string, value: unknown): FieldError => ({
  field,
  type: 'Not found',
  detail: shown(value),
});

/** `"Maybe": supported values: "Always", "Never"`, in the order given. */
export const unsupported = (field: string, value: unknown, supported: readonly string[]): FieldError => ({
  field,
  type: 'Unsupported value',
  detail: `${shown(value)}: supported values: ${supported.map((one) => JSON.stringify(one)).join(', ')}`,
});

export const tooLong = (field: string, most: number): FieldError => ({
  field,
  type: 'Too long',
  detail: `may not be more than ${most} bytes`,
});

/** One Invalid per complaint, as upstream appends them. */
export const invalids = (field: string, value: unknown, problems: readonly string[]): FieldError[] =>
  problems.map((problem) => invalid(field, value, problem));

/** A required text that must be one of a few. */
export function oneOf(field: string, value: string | undefined, supported: readonly string[]): FieldError[] {
  if (!value) return [required(field)];
  return supported.includes(value) ? [] : [unsupported(field, value, supported)];
}

/** ValidateNonnegativeField. */
export const nonnegative = (field: string, value: number | undefined): FieldError[] =>
  value !== undefined && value < 0 ? [invalid(field, value, 'must be greater than or equal to 0')] : [];

export const positive = (field: string, value: number | undefined): FieldError[] =>
  value !== undefined && value <= 0 ? [invalid(field, value, 'must be greater than 0')] : [];

export const immutable = (field: string, value: unknown): FieldError => invalid(field, value, 'field is immutable');

/** A value that Go writes in a way of its own: `[]byte{0x68}`. */
export class GoLiteral {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function shown(value: unknown): string {
  if (value instanceof GoLiteral) return value.text;
  if (typeof value === 'string') return JSON.stringify(value);
  return goJson(value ?? null);
}
