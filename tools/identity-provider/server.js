// An OpenID provider on this machine, to sign in at with any address and any password. The certified
// library does the protocol; here is who may sign in, and what is said of them.
//
//   ISSUER     its address, http://localhost:PORT
//   CLIENT_ID  the one public client
//   SITE       the address of the site that people sign in to
//   PEOPLE     JSON: by address, claims in place of the usual ones; null takes a claim away
//   KEYS       JSON: private keys as JWKs, the first of which signs; none, a new one
//   THIN       "true" leaves a person's claims out of the ID token: userinfo has them
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import Provider from 'oidc-provider'

const { ISSUER, CLIENT_ID, SITE, PEOPLE = '{}', KEYS, THIN } = process.env
for (const [name, value] of Object.entries({ ISSUER, CLIENT_ID, SITE })) {
  if (!value) throw new Error(`${name} is not set`)
}
const people = JSON.parse(PEOPLE)
const keys = KEYS ? JSON.parse(KEYS) : [newKey()]

function newKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' }
}

// What the provider says of whoever gives that address.
function claims(address) {
  const said = { sub: address, email: address, email_verified: true, ...people[address] }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null))
}

const provider = new Provider(ISSUER, {
  clients: [{
    client_id: CLIENT_ID,
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: [`${SITE}/sign-in/callback`],
    post_logout_redirect_uris: [`${SITE}/`],
    id_token_signed_response_alg: keys[0].alg,
  }],
  jwks: { keys },
  cookies: { keys: [randomUUID()] },
  enabledJWA: { idTokenSigningAlgValues: [keys[0].alg] },
  claims: { openid: ['sub', 'groups', 'name', 'xms_edov'], email: ['email', 'email_verified'] },
  conformIdTokenClaims: THIN === 'true',
  features: { devInteractions: { enabled: false } },
  pkce: { methods: ['S256'], required: () => true },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (ctx, address) => ({ accountId: address, claims: () => claims(address) }),
  // Nobody is asked whether the one client may know what is there for it.
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId })
    grant.addOIDCScope('openid email')
    await grant.save()
    return grant
  },
  ttl: { IdToken: 12 * 3600, AccessToken: 3600, Session: 12 * 3600, Interaction: 3600, Grant: 12 * 3600 },
})

const form = (uid) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in</title>
<h1>A provider on this machine</h1><p>Any address, any password.</p>
<form method="post" action="/interaction/${uid}">
<label>Address <input name="login" type="email" required autofocus></label>
<label>Password <input name="password" type="password" required></label>
<button type="submit">Sign in</button></form></html>`

provider.use(async (ctx, next) => {
  const uid = /^\/interaction\/([\w-]+)$/.exec(ctx.path)?.[1]
  if (!uid) return next()
  if (ctx.method !== 'POST') {
    await provider.interactionDetails(ctx.req, ctx.res)
    ctx.type = 'html'
    ctx.body = form(uid)
    return undefined
  }
  let body = ''
  for await (const piece of ctx.req) body += piece
  const address = new URLSearchParams(body).get('login')?.trim().toLowerCase()
  if (!address) ctx.throw(422, 'an address is needed')
  const to = await provider.interactionResult(ctx.req, ctx.res, { login: { accountId: address } }, { mergeWithLastSubmission: false })
  return ctx.redirect(to)
})

const { hostname, port } = new URL(ISSUER)
provider.listen(Number(port), hostname, () => console.log(`signing in at ${ISSUER}`))
