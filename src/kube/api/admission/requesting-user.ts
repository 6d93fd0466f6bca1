// A signing request says who made it: the server writes the user down, whatever the request claims.
// Models the strategy of pkg/registry/certificates/certificates.

import type { CertificateSigningRequest } from '../../objects/types/extension.ts';
import { type AdmissionPlugin, isKind } from './admission.ts';

export const REQUESTING_USER: AdmissionPlugin = {
  name: 'CertificateSigning',
  admit(request) {
    if (request.operation !== 'CREATE' || !isKind(request, 'certificates.k8s.io', 'CertificateSigningRequest')) {
      return;
    }
    const { user } = request;
    const { spec } = request.object as CertificateSigningRequest;
    spec.username = user.name;
    spec.groups = [...user.groups];
    delete spec.uid;
    if (user.extra)
      spec.extra = Object.fromEntries(Object.entries(user.extra).map(([key, values]) => [key, [...values]]));
  },
};
