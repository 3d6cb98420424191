import { describeConformance } from './testing/conformance.ts'
import { startUnderstudyServer } from './testing/understudy-server.ts'
import { UnderstudyProvider } from './understudy-provider.ts'

describeConformance({
  name: 'our own server',
  serve: startUnderstudyServer,
  provide: ({ url, key, rootCertificates }) =>
    new UnderstudyProvider({ address: url, ...(key ? { apiKey: key } : {}), ...(rootCertificates ? { rootCertificates } : {}) }),
  outcomes: {
    slowFirstFrame: null,
    late: null,
    outOfOrder: 'provider_failed',
    wrongCount: 'provider_failed',
    cutOff: 'provider_failed',
    errorStatus: 'overloaded',
    garbage: 'provider_failed',
  },
})
