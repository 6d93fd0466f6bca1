// A custom resource's schema as OpenAPI components, with what every object has.

import { textsOf } from '../../objects/schema/descriptions.ts';
import type { OpenApiDialect, OpenApiSchema } from '../../objects/schema/openapi.ts';
import type { JsonSchema } from '../../objects/types/extension.ts';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

export function customComponents(
  name: string,
  root: JsonSchema,
  { references, minor }: OpenApiDialect,
): ReadonlyMap<string, OpenApiSchema> {
  const { fields } = textsOf('V1Deployment', minor);
  const meta = { $ref: `${references}${META}` };
  const described = (field: string) => ({ description: fields.get(field) ?? '' });
  const { properties = {}, ...rest } = root;
  const schema = {
    ...rest,
    properties: {
      ...properties,
      apiVersion: { ...described('apiVersion'), type: 'string' },
      kind: { ...described('kind'), type: 'string' },
      metadata:
        references === '#/definitions/'
          ? { ...described('metadata'), ...meta }
          : { ...described('metadata'), allOf: [meta] },
    },
  };
  return new Map([[name, schema as OpenApiSchema]]);
}
