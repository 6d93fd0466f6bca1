// networking.k8s.io/v1 Ingress and IngressClass. Models pkg/registry/networking/ingress.

import { AGE, column, NAME, NONE } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { beginGenerations, countGeneration, sameJson } from './strategy.ts';
import type { HttpIngressPath, Ingress, IngressBackend, IngressClass } from './types/networking.ts';
import { invalid, invalids, required, unsupported } from './validation/errors.ts';
import { label1035Problems, portNameProblems, portNumberProblems, subdomainProblems } from './validation/names.ts';

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

export const INGRESS: Kind<Ingress> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'Ingress',
  plural: 'ingresses',
  singular: 'ingress',
  shortNames: ['ing'],
  categories: [],
  namespaced: true,
  subresources: ['status'],
  storagePath: 'ingress',
  schema: 'V1Ingress',
  nameRule: 'subdomain',
  columns: [
    NAME,
    column('Class', ({ spec, metadata }) => spec.ingressClassName ?? metadata.annotations?.[CLASS_ANNOTATION] ?? NONE),
    column('Hosts', formatHosts),
    column('Address', ({ status }) =>
      (status.loadBalancer.ingress ?? [])
        .map(({ ip, hostname }) => ip || hostname || '')
        .filter(Boolean)
        .join(','),
    ),
    column('Ports', ({ spec }) => (spec.tls?.length ? '80, 443' : '80')),
    AGE,
  ],
  setDefaults({ spec }) {
    for (const rule of spec.rules ?? []) for (const path of rule.http?.paths ?? []) setPathDefaults(path);
  },
  prepareForCreate(ingress) {
    beginGenerations(ingress);
    ingress.status = { loadBalancer: {} };
  },
  prepareForUpdate: countGeneration,
  validate({ metadata, spec }) {
    const errors: FieldError[] = [];
    if (spec.ingressClassName !== undefined) {
      errors.push(
        ...invalids('spec.ingressClassName', spec.ingressClassName, subdomainProblems(spec.ingressClassName)),
      );
      if (metadata.annotations?.[CLASS_ANNOTATION] !== undefined && spec.ingressClassName) {
        errors.push(
          invalid(
            `annotations.${CLASS_ANNOTATION}`,
            metadata.annotations[CLASS_ANNOTATION],
            'can not be set when the class field is also set',
          ),
        );
      }
    }
    if (!spec.rules?.length && !spec.defaultBackend) {
      errors.push(invalid('spec', [], 'either `defaultBackend` or `rules` must be specified'));
    }
    if (spec.defaultBackend) errors.push(...backendErrors('spec.defaultBackend', spec.defaultBackend));
    for (const [at, { host, http }] of (spec.rules ?? []).entries()) {
      const field = `spec.rules[${at}]`;
      if (host) errors.push(...hostErrors(`${field}.host`, host));
      if (http && !http.paths?.length) errors.push(required(`${field}.http.paths`));
      for (const [index, path] of (http?.paths ?? []).entries()) {
        errors.push(...pathErrors(`${field}.http.paths[${index}]`, path));
      }
    }
    for (const [at, { hosts }] of (spec.tls ?? []).entries()) {
      for (const [index, host] of (hosts ?? []).entries()) {
        errors.push(...hostErrors(`spec.tls[${at}].hosts[${index}]`, host));
      }
    }
    return errors;
  },
};

function setPathDefaults(path: HttpIngressPath): void {
  // Only what came from the old extensions group may leave the type out; it stays missing, and is complained about.
  path.backend ??= {};
}

function formatHosts({ spec }: Ingress): string {
  const hosts = (spec.rules ?? []).flatMap(({ host }) => (host ? [host] : []));
  if (hosts.length === 0) return '*';
  const shown = hosts.slice(0, 3).join(',');
  return hosts.length > 3 ? `${shown} + ${hosts.length - 3} more...` : shown;
}

function hostErrors(field: string, host: string): FieldError[] {
  if (/^\d+(?:\.\d+){3}$/.test(host) || host.includes(':')) {
    return [invalid(field, host, 'must be a DNS name, not an IP address')];
  }
  if (!host.includes('*')) return invalids(field, host, subdomainProblems(host));
  return /^\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(host)
    ? []
    : [
        invalid(
          field,
          host,
          "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        ),
      ];
}

function pathErrors(field: string, { path = '', pathType, backend }: HttpIngressPath): FieldError[] {
  const errors: FieldError[] = [];
  if (!pathType) return [required(`${field}.pathType`, 'pathType must be specified')];
  if (!PATH_TYPES.includes(pathType)) errors.push(unsupported(`${field}.pathType`, pathType, PATH_TYPES));
  else if (pathType !== 'ImplementationSpecific' || path !== '') {
    if (!path.startsWith('/')) errors.push(invalid(`${field}.path`, path, 'must be an absolute path'));
    else if (pathType !== 'ImplementationSpecific') {
      for (const wrong of ['//', '/./', '/../', '%2f', '%2F']) {
        if (path.includes(wrong)) errors.push(invalid(`${field}.path`, path, `must not contain '${wrong}'`));
      }
      for (const wrong of ['/..', '/.']) {
        if (path.endsWith(wrong)) errors.push(invalid(`${field}.path`, path, `cannot end with '${wrong}'`));
      }
    }
  }
  return [...errors, ...backendErrors(`${field}.backend`, backend)];
}

function backendErrors(field: string, { service, resource }: IngressBackend): FieldError[] {
  if (service && resource) return [invalid(field, '', 'cannot set both resource and service backends')];
  if (resource) {
    return [
      ...(resource.kind ? [] : [required(`${field}.resource.kind`)]),
      ...(resource.name ? [] : [required(`${field}.resource.name`)]),
    ];
  }
  if (!service) return [required(field, 'resource or service backend is required')];
  const { name = '', number = 0 } = service.port ?? {};
  const errors: FieldError[] = service.name
    ? invalids(`${field}.service.name`, service.name, label1035Problems(service.name))
    : [required(`${field}.service.name`)];
  if (name !== '' && number !== 0) {
    return [...errors, invalid(field, '', 'cannot set both port name & port number')];
  }
  if (name !== '') return [...errors, ...invalids(`${field}.service.port.name`, name, portNameProblems(name))];
  if (number !== 0) return [...errors, ...invalids(`${field}.service.port.number`, number, portNumberProblems(number))];
  return [...errors, required(field, 'port name or number is required')];
}

export const INGRESS_CLASS: Kind<IngressClass> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  singular: 'ingressclass',
  shortNames: [],
  categories: [],
  namespaced: false,
  subresources: [],
  schema: 'V1IngressClass',
  nameRule: 'subdomain',
  columns: [
    NAME,
    column('Controller', ({ spec }) => spec.controller ?? ''),
    column('Parameters', ({ spec: { parameters } }) => {
      if (!parameters) return NONE;
      return `${parameters.kind}${parameters.apiGroup ? `.${parameters.apiGroup}` : ''}/${parameters.name}`;
    }),
    AGE,
  ],
  setDefaults({ spec }) {
    if (spec.parameters) spec.parameters.scope ??= 'Cluster';
  },
  prepareForCreate: beginGenerations,
  prepareForUpdate: countGeneration,
  validate({ spec }) {
    const { controller = '' } = spec;
    if (controller === '') return [required('spec.controller')];
    return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(
      controller,
    )
      ? []
      : [invalid('spec.controller', controller, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  },
  validateUpdate: ({ spec }, { spec: old }) =>
    sameJson(spec.controller, old.controller)
      ? []
      : [invalid('spec.controller', spec.controller, 'field is immutable')],
};
