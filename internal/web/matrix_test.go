package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/web"
	"smartaccounts/internal/web/page"
	"smartaccounts/internal/workflow"
)

// permissions has the response to each kind of caller, of each route, in each state: one block per state, one row per call,
// one cell per kind of caller. It is written by hand from the specification; nothing is computed, and a missing cell fails.
//
// The callers identify themselves by a token on the API, by a session on the pages.
//
//	nobody  nothing
//	unver.  a token without a verified address; on the pages that token and no session
//	outs.   the outsider, who holds no role anywhere
//	reqstr  the partner, who made the request or opened the dispute
//	other   another partner
//	oper.   an operator who has no part in it
//	own     that operator, about a request or dispute of their own
//	named   another operator, who holds no role anywhere and whom the request names as a customer; about a
//	        dispute: the administrator of the account
//	live    the holder of a link that was never forwarded, with it in the place of token and session
//	dead    the same with a link that was forwarded
//
// On routes of links, all callers except the last two have an invented link.
//
// The cells are the status and the problem, see cells. A star: the call changes the request or dispute; without one it must
// not.
const permissions = `
# request pending_review
                                                    | nobody unver. outs.  reqstr other  oper.  own    named  live   dead
GET /v1/account-requests/{id}                       | 401    403f   404n   200    404n   200    200    200    401    401
PUT /v1/account-requests/{id}/customer-emails       | 401    403f   404n   200*   404n   404n   200*   404n   401    401
POST /v1/account-requests/{id}/proof                | 401    403f   404n   200*   404n   404n   200*   404n   401    401
POST /v1/account-requests/{id}/resend               | 401    403f   404n   403f   404n   404n   403f   404n   401    401
POST /v1/account-requests/{id}/withdraw             | 401    403f   404n   200*   404n   404n   200*   404n   401    401
POST /v1/account-requests/{id}/review accept        | 401    403f   403f   403f   403f   200*   403f   403f   401    401
POST /v1/account-requests/{id}/review reject        | 401    403f   403f   403f   403f   200*   403f   403f   401    401
GET /v1/accounts/{id}                               | 401    403f   403f   200    200    200    200    403f   401    401
POST /v1/pending-requests/view                      | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /v1/pending-requests/code                      | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /v1/pending-requests/decision approve          | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /v1/pending-requests/decision decline          | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /v1/pending-requests/decision forward          | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
GET /account-requests/{id}                          | 401    401    404n   200    404n   200    200    200    401    401
POST /account-requests/{id} correct                 | 401    401    404n   303*   404n   404n   303*   404n   401    401
POST /account-requests/{id} prove                   | 401    401    404n   303*   404n   404n   303*   404n   401    401
POST /account-requests/{id} resend                  | 401    401    404n   403f   404n   404n   403f   404n   401    401
POST /account-requests/{id} withdraw                | 401    401    404n   303*   404n   404n   303*   404n   401    401
GET /account-requests/new from                      | 401    401    403f   200    404n   404n   200    403f   401    401
POST /reviews accept                                | 401    401    403f   403f   403f   303*   403f   403f   401    401
POST /reviews reject                                | 401    401    403f   403f   403f   303*   403f   403f   401    401
GET /accounts/{id}                                  | 401    401    403f   200    200    200    200    403f   401    401
POST /accounts/{id}                                 | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/people                           | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/people                          | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/virtual-accounts                 | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/virtual-accounts                | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/log                              | 401    401    403f   403f   404n   404n   403f   403f   401    401
GET /accounts/{id}/settings                         | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/settings                        | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /pending-requests                               | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /pending-requests code                         | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /pending-requests approve                      | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /pending-requests decline                      | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /pending-requests forward                      | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /v1/account-requests/{id}/decision approve     | 401    403f   404n   404n   404n   404n   404n   404n   401    401
POST /v1/account-requests/{id}/decision decline     | 401    403f   404n   404n   404n   404n   404n   404n   401    401
POST /v1/account-requests/{id}/decision forward     | 401    403f   404n   404n   404n   404n   404n   404n   401    401
GET /account-requests/{id}/decision                 | 401    401    404n   404n   404n   404n   404n   404n   401    401
POST /account-requests/{id}/decision approve        | 401    401    404n   404n   404n   404n   404n   404n   401    401
POST /account-requests/{id}/decision decline        | 401    401    404n   404n   404n   404n   404n   404n   401    401
POST /account-requests/{id}/decision forward        | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /not-for-me                                     | 404l   404l   404l   404l   404l   404l   404l   404l   200    200
POST /not-for-me stop                               | 404l   404l   404l   404l   404l   404l   404l   404l   303    303
POST /not-for-me undo                               | 404l   404l   404l   404l   404l   404l   404l   404l   303    303

# request pending_approval
                                                    | nobody unver. outs.  reqstr other  oper.  own    named  live   dead
GET /v1/account-requests/{id}                       | 401    403f   404n   200    404n   200    200    200    401    401
PUT /v1/account-requests/{id}/customer-emails       | 401    403f   404n   200*   404n   404n   200*   404n   401    401
POST /v1/account-requests/{id}/proof                | 401    403f   404n   403f   404n   404n   403f   404n   401    401
POST /v1/account-requests/{id}/resend               | 401    403f   404n   200*   404n   404n   200*   404n   401    401
POST /v1/account-requests/{id}/withdraw             | 401    403f   404n   200*   404n   404n   200*   404n   401    401
POST /v1/account-requests/{id}/review accept        | 401    403f   403f   403f   403f   403f   403f   409d   401    401
POST /v1/account-requests/{id}/review reject        | 401    403f   403f   403f   403f   403f   403f   409d   401    401
GET /v1/accounts/{id}                               | 401    403f   403f   200    200    200    200    403f   401    401
POST /v1/pending-requests/view                      | 404l   404l   404l   404l   404l   404l   404l   404l   200    404l
POST /v1/pending-requests/code                      | 404l   404l   404l   404l   404l   404l   404l   404l   202    404l
POST /v1/pending-requests/decision approve          | 404l   404l   404l   404l   404l   404l   404l   404l   200*   404l
POST /v1/pending-requests/decision decline          | 404l   404l   404l   404l   404l   404l   404l   404l   200*   404l
POST /v1/pending-requests/decision forward          | 404l   404l   404l   404l   404l   404l   404l   404l   200*   404l
GET /account-requests/{id}                          | 401    401    404n   200    404n   200    200    200    401    401
POST /account-requests/{id} correct                 | 401    401    404n   303*   404n   404n   303*   404n   401    401
POST /account-requests/{id} prove                   | 401    401    404n   403f   404n   404n   403f   404n   401    401
POST /account-requests/{id} resend                  | 401    401    404n   303*   404n   404n   303*   404n   401    401
POST /account-requests/{id} withdraw                | 401    401    404n   303*   404n   404n   303*   404n   401    401
GET /account-requests/new from                      | 401    401    403f   200    404n   404n   200    403f   401    401
POST /reviews accept                                | 401    401    403f   403f   403f   403f   403f   409d   401    401
POST /reviews reject                                | 401    401    403f   403f   403f   403f   403f   409d   401    401
GET /accounts/{id}                                  | 401    401    403f   200    200    200    200    403f   401    401
POST /accounts/{id}                                 | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/people                           | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/people                          | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/virtual-accounts                 | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/virtual-accounts                | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/log                              | 401    401    403f   403f   404n   404n   403f   403f   401    401
GET /accounts/{id}/settings                         | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/settings                        | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /pending-requests                               | 404l   404l   404l   404l   404l   404l   404l   404l   200    404l
POST /pending-requests code                         | 404l   404l   404l   404l   404l   404l   404l   404l   303    404l
POST /pending-requests approve                      | 404l   404l   404l   404l   404l   404l   404l   404l   303*   404l
POST /pending-requests decline                      | 404l   404l   404l   404l   404l   404l   404l   404l   303*   404l
POST /pending-requests forward                      | 404l   404l   404l   404l   404l   404l   404l   404l   303*   404l
POST /v1/account-requests/{id}/decision approve     | 401    403f   404n   404n   404n   404n   404n   200*   401    401
POST /v1/account-requests/{id}/decision decline     | 401    403f   404n   404n   404n   404n   404n   200*   401    401
POST /v1/account-requests/{id}/decision forward     | 401    403f   404n   404n   404n   404n   404n   200*   401    401
GET /account-requests/{id}/decision                 | 401    401    404n   404n   404n   404n   404n   200    401    401
POST /account-requests/{id}/decision approve        | 401    401    404n   404n   404n   404n   404n   303*   401    401
POST /account-requests/{id}/decision decline        | 401    401    404n   404n   404n   404n   404n   303*   401    401
POST /account-requests/{id}/decision forward        | 401    401    404n   404n   404n   404n   404n   200*   401    401
GET /not-for-me                                     | 404l   404l   404l   404l   404l   404l   404l   404l   200    200
POST /not-for-me stop                               | 404l   404l   404l   404l   404l   404l   404l   404l   303*   303
POST /not-for-me undo                               | 404l   404l   404l   404l   404l   404l   404l   404l   303    303

# request approved
                                                    | nobody unver. outs.  reqstr other  oper.  own    named  live   dead
GET /v1/account-requests/{id}                       | 401    403f   404n   200    404n   200    200    200    401    401
PUT /v1/account-requests/{id}/customer-emails       | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/proof                | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/resend               | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/withdraw             | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/review accept        | 401    403f   403f   403f   403f   409d   409d   409d   401    401
POST /v1/account-requests/{id}/review reject        | 401    403f   403f   403f   403f   409d   409d   409d   401    401
GET /v1/accounts/{id}                               | 401    403f   403f   200    200    200    200    403f   401    401
POST /v1/pending-requests/view                      | 404l   404l   404l   404l   404l   404l   404l   404l   200    404l
POST /v1/pending-requests/code                      | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /v1/pending-requests/decision approve          | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /v1/pending-requests/decision decline          | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /v1/pending-requests/decision forward          | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
GET /account-requests/{id}                          | 401    401    404n   200    404n   200    200    200    401    401
POST /account-requests/{id} correct                 | 401    401    404n   409d   404n   404n   409d   404n   401    401
POST /account-requests/{id} prove                   | 401    401    404n   409d   404n   404n   409d   404n   401    401
POST /account-requests/{id} resend                  | 401    401    404n   409d   404n   404n   409d   404n   401    401
POST /account-requests/{id} withdraw                | 401    401    404n   409d   404n   404n   409d   404n   401    401
GET /account-requests/new from                      | 401    401    403f   200    404n   404n   200    403f   401    401
POST /reviews accept                                | 401    401    403f   403f   403f   409d   409d   409d   401    401
POST /reviews reject                                | 401    401    403f   403f   403f   409d   409d   409d   401    401
GET /accounts/{id}                                  | 401    401    403f   200    200    200    200    403f   401    401
POST /accounts/{id}                                 | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/people                           | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/people                          | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/virtual-accounts                 | 401    401    403f   200    404n   404n   200    403f   401    401
POST /accounts/{id}/virtual-accounts                | 401    401    404n   403f   404n   404n   403f   404n   401    401
GET /accounts/{id}/log                              | 401    401    403f   403f   404n   404n   403f   403f   401    401
GET /accounts/{id}/settings                         | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/settings                        | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /pending-requests                               | 404l   404l   404l   404l   404l   404l   404l   404l   200    404l
POST /pending-requests code                         | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /pending-requests approve                      | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /pending-requests decline                      | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /pending-requests forward                      | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /v1/account-requests/{id}/decision approve     | 401    403f   404n   404n   404n   404n   404n   409d   401    401
POST /v1/account-requests/{id}/decision decline     | 401    403f   404n   404n   404n   404n   404n   409d   401    401
POST /v1/account-requests/{id}/decision forward     | 401    403f   404n   404n   404n   404n   404n   409d   401    401
GET /account-requests/{id}/decision                 | 401    401    404n   404n   404n   404n   404n   200    401    401
POST /account-requests/{id}/decision approve        | 401    401    404n   404n   404n   404n   404n   409d   401    401
POST /account-requests/{id}/decision decline        | 401    401    404n   404n   404n   404n   404n   409d   401    401
POST /account-requests/{id}/decision forward        | 401    401    404n   404n   404n   404n   404n   409d   401    401
GET /not-for-me                                     | 404l   404l   404l   404l   404l   404l   404l   404l   200    200
POST /not-for-me stop                               | 404l   404l   404l   404l   404l   404l   404l   404l   303    303
POST /not-for-me undo                               | 404l   404l   404l   404l   404l   404l   404l   404l   303    303

# request declined
                                                    | nobody unver. outs.  reqstr other  oper.  own    named  live   dead
GET /v1/account-requests/{id}                       | 401    403f   404n   200    404n   200    200    200    401    401
PUT /v1/account-requests/{id}/customer-emails       | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/proof                | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/resend               | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/withdraw             | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/review accept        | 401    403f   403f   403f   403f   409d   409d   409d   401    401
POST /v1/account-requests/{id}/review reject        | 401    403f   403f   403f   403f   409d   409d   409d   401    401
GET /v1/accounts/{id}                               | 401    403f   403f   200    404n   404n   200    403f   401    401
POST /v1/pending-requests/view                      | 404l   404l   404l   404l   404l   404l   404l   404l   200    404l
POST /v1/pending-requests/code                      | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /v1/pending-requests/decision approve          | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /v1/pending-requests/decision decline          | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /v1/pending-requests/decision forward          | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
GET /account-requests/{id}                          | 401    401    404n   200    404n   200    200    200    401    401
POST /account-requests/{id} correct                 | 401    401    404n   409d   404n   404n   409d   404n   401    401
POST /account-requests/{id} prove                   | 401    401    404n   409d   404n   404n   409d   404n   401    401
POST /account-requests/{id} resend                  | 401    401    404n   409d   404n   404n   409d   404n   401    401
POST /account-requests/{id} withdraw                | 401    401    404n   409d   404n   404n   409d   404n   401    401
GET /account-requests/new from                      | 401    401    403f   200    404n   404n   200    403f   401    401
POST /reviews accept                                | 401    401    403f   403f   403f   409d   409d   409d   401    401
POST /reviews reject                                | 401    401    403f   403f   403f   409d   409d   409d   401    401
GET /accounts/{id}                                  | 401    401    403f   200    404n   404n   200    403f   401    401
POST /accounts/{id}                                 | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/people                           | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/people                          | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/virtual-accounts                 | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/virtual-accounts                | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/log                              | 401    401    403f   403f   404n   404n   403f   403f   401    401
GET /accounts/{id}/settings                         | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/settings                        | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /pending-requests                               | 404l   404l   404l   404l   404l   404l   404l   404l   200    404l
POST /pending-requests code                         | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /pending-requests approve                      | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /pending-requests decline                      | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /pending-requests forward                      | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /v1/account-requests/{id}/decision approve     | 401    403f   404n   404n   404n   404n   404n   409d   401    401
POST /v1/account-requests/{id}/decision decline     | 401    403f   404n   404n   404n   404n   404n   409d   401    401
POST /v1/account-requests/{id}/decision forward     | 401    403f   404n   404n   404n   404n   404n   409d   401    401
GET /account-requests/{id}/decision                 | 401    401    404n   404n   404n   404n   404n   200    401    401
POST /account-requests/{id}/decision approve        | 401    401    404n   404n   404n   404n   404n   409d   401    401
POST /account-requests/{id}/decision decline        | 401    401    404n   404n   404n   404n   404n   409d   401    401
POST /account-requests/{id}/decision forward        | 401    401    404n   404n   404n   404n   404n   409d   401    401
GET /not-for-me                                     | 404l   404l   404l   404l   404l   404l   404l   404l   200    200
POST /not-for-me stop                               | 404l   404l   404l   404l   404l   404l   404l   404l   303    303
POST /not-for-me undo                               | 404l   404l   404l   404l   404l   404l   404l   404l   303    303

# request rejected
                                                    | nobody unver. outs.  reqstr other  oper.  own    named  live   dead
GET /v1/account-requests/{id}                       | 401    403f   404n   200    404n   200    200    200    401    401
PUT /v1/account-requests/{id}/customer-emails       | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/proof                | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/resend               | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/withdraw             | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/review accept        | 401    403f   403f   403f   403f   409d   409d   409d   401    401
POST /v1/account-requests/{id}/review reject        | 401    403f   403f   403f   403f   200    409d   409d   401    401
GET /v1/accounts/{id}                               | 401    403f   403f   200    404n   404n   200    403f   401    401
POST /v1/pending-requests/view                      | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /v1/pending-requests/code                      | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /v1/pending-requests/decision approve          | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /v1/pending-requests/decision decline          | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /v1/pending-requests/decision forward          | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
GET /account-requests/{id}                          | 401    401    404n   200    404n   200    200    200    401    401
POST /account-requests/{id} correct                 | 401    401    404n   409d   404n   404n   409d   404n   401    401
POST /account-requests/{id} prove                   | 401    401    404n   409d   404n   404n   409d   404n   401    401
POST /account-requests/{id} resend                  | 401    401    404n   409d   404n   404n   409d   404n   401    401
POST /account-requests/{id} withdraw                | 401    401    404n   409d   404n   404n   409d   404n   401    401
GET /account-requests/new from                      | 401    401    403f   200    404n   404n   200    403f   401    401
POST /reviews accept                                | 401    401    403f   403f   403f   409d   409d   409d   401    401
POST /reviews reject                                | 401    401    403f   403f   403f   303    409d   409d   401    401
GET /accounts/{id}                                  | 401    401    403f   200    404n   404n   200    403f   401    401
POST /accounts/{id}                                 | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/people                           | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/people                          | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/virtual-accounts                 | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/virtual-accounts                | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/log                              | 401    401    403f   403f   404n   404n   403f   403f   401    401
GET /accounts/{id}/settings                         | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/settings                        | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /pending-requests                               | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /pending-requests code                         | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /pending-requests approve                      | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /pending-requests decline                      | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /pending-requests forward                      | 404l   404l   404l   404l   404l   404l   404l   404l   404l   404l
POST /v1/account-requests/{id}/decision approve     | 401    403f   404n   404n   404n   404n   404n   404n   401    401
POST /v1/account-requests/{id}/decision decline     | 401    403f   404n   404n   404n   404n   404n   404n   401    401
POST /v1/account-requests/{id}/decision forward     | 401    403f   404n   404n   404n   404n   404n   404n   401    401
GET /account-requests/{id}/decision                 | 401    401    404n   404n   404n   404n   404n   404n   401    401
POST /account-requests/{id}/decision approve        | 401    401    404n   404n   404n   404n   404n   404n   401    401
POST /account-requests/{id}/decision decline        | 401    401    404n   404n   404n   404n   404n   404n   401    401
POST /account-requests/{id}/decision forward        | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /not-for-me                                     | 404l   404l   404l   404l   404l   404l   404l   404l   200    200
POST /not-for-me stop                               | 404l   404l   404l   404l   404l   404l   404l   404l   303    303
POST /not-for-me undo                               | 404l   404l   404l   404l   404l   404l   404l   404l   303    303

# request withdrawn
                                                    | nobody unver. outs.  reqstr other  oper.  own    named  live   dead
GET /v1/account-requests/{id}                       | 401    403f   404n   200    404n   200    200    200    401    401
PUT /v1/account-requests/{id}/customer-emails       | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/proof                | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/resend               | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/withdraw             | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/review accept        | 401    403f   403f   403f   403f   409d   409d   409d   401    401
POST /v1/account-requests/{id}/review reject        | 401    403f   403f   403f   403f   409d   409d   409d   401    401
GET /v1/accounts/{id}                               | 401    403f   403f   200    404n   404n   200    403f   401    401
POST /v1/pending-requests/view                      | 404l   404l   404l   404l   404l   404l   404l   404l   200    404l
POST /v1/pending-requests/code                      | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /v1/pending-requests/decision approve          | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /v1/pending-requests/decision decline          | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /v1/pending-requests/decision forward          | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
GET /account-requests/{id}                          | 401    401    404n   200    404n   200    200    200    401    401
POST /account-requests/{id} correct                 | 401    401    404n   409d   404n   404n   409d   404n   401    401
POST /account-requests/{id} prove                   | 401    401    404n   409d   404n   404n   409d   404n   401    401
POST /account-requests/{id} resend                  | 401    401    404n   409d   404n   404n   409d   404n   401    401
POST /account-requests/{id} withdraw                | 401    401    404n   409d   404n   404n   409d   404n   401    401
GET /account-requests/new from                      | 401    401    403f   200    404n   404n   200    403f   401    401
POST /reviews accept                                | 401    401    403f   403f   403f   409d   409d   409d   401    401
POST /reviews reject                                | 401    401    403f   403f   403f   409d   409d   409d   401    401
GET /accounts/{id}                                  | 401    401    403f   200    404n   404n   200    403f   401    401
POST /accounts/{id}                                 | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/people                           | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/people                          | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/virtual-accounts                 | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/virtual-accounts                | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/log                              | 401    401    403f   403f   404n   404n   403f   403f   401    401
GET /accounts/{id}/settings                         | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/settings                        | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /pending-requests                               | 404l   404l   404l   404l   404l   404l   404l   404l   200    404l
POST /pending-requests code                         | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /pending-requests approve                      | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /pending-requests decline                      | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /pending-requests forward                      | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /v1/account-requests/{id}/decision approve     | 401    403f   404n   404n   404n   404n   404n   409d   401    401
POST /v1/account-requests/{id}/decision decline     | 401    403f   404n   404n   404n   404n   404n   409d   401    401
POST /v1/account-requests/{id}/decision forward     | 401    403f   404n   404n   404n   404n   404n   409d   401    401
GET /account-requests/{id}/decision                 | 401    401    404n   404n   404n   404n   404n   200    401    401
POST /account-requests/{id}/decision approve        | 401    401    404n   404n   404n   404n   404n   409d   401    401
POST /account-requests/{id}/decision decline        | 401    401    404n   404n   404n   404n   404n   409d   401    401
POST /account-requests/{id}/decision forward        | 401    401    404n   404n   404n   404n   404n   409d   401    401
GET /not-for-me                                     | 404l   404l   404l   404l   404l   404l   404l   404l   200    200
POST /not-for-me stop                               | 404l   404l   404l   404l   404l   404l   404l   404l   303    303
POST /not-for-me undo                               | 404l   404l   404l   404l   404l   404l   404l   404l   303    303

# request expired
                                                    | nobody unver. outs.  reqstr other  oper.  own    named  live   dead
GET /v1/account-requests/{id}                       | 401    403f   404n   200    404n   200    200    200    401    401
PUT /v1/account-requests/{id}/customer-emails       | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/proof                | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/resend               | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/withdraw             | 401    403f   404n   409d   404n   404n   409d   404n   401    401
POST /v1/account-requests/{id}/review accept        | 401    403f   403f   403f   403f   409d   409d   409d   401    401
POST /v1/account-requests/{id}/review reject        | 401    403f   403f   403f   403f   409d   409d   409d   401    401
GET /v1/accounts/{id}                               | 401    403f   403f   200    404n   404n   200    403f   401    401
POST /v1/pending-requests/view                      | 404l   404l   404l   404l   404l   404l   404l   404l   200    404l
POST /v1/pending-requests/code                      | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /v1/pending-requests/decision approve          | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /v1/pending-requests/decision decline          | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /v1/pending-requests/decision forward          | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
GET /account-requests/{id}                          | 401    401    404n   200    404n   200    200    200    401    401
POST /account-requests/{id} correct                 | 401    401    404n   409d   404n   404n   409d   404n   401    401
POST /account-requests/{id} prove                   | 401    401    404n   409d   404n   404n   409d   404n   401    401
POST /account-requests/{id} resend                  | 401    401    404n   409d   404n   404n   409d   404n   401    401
POST /account-requests/{id} withdraw                | 401    401    404n   409d   404n   404n   409d   404n   401    401
GET /account-requests/new from                      | 401    401    403f   200    404n   404n   200    403f   401    401
POST /reviews accept                                | 401    401    403f   403f   403f   409d   409d   409d   401    401
POST /reviews reject                                | 401    401    403f   403f   403f   409d   409d   409d   401    401
GET /accounts/{id}                                  | 401    401    403f   200    404n   404n   200    403f   401    401
POST /accounts/{id}                                 | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/people                           | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/people                          | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/virtual-accounts                 | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/virtual-accounts                | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /accounts/{id}/log                              | 401    401    403f   403f   404n   404n   403f   403f   401    401
GET /accounts/{id}/settings                         | 401    401    403f   404n   404n   404n   404n   403f   401    401
POST /accounts/{id}/settings                        | 401    401    404n   404n   404n   404n   404n   404n   401    401
GET /pending-requests                               | 404l   404l   404l   404l   404l   404l   404l   404l   200    404l
POST /pending-requests code                         | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /pending-requests approve                      | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /pending-requests decline                      | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /pending-requests forward                      | 404l   404l   404l   404l   404l   404l   404l   404l   409d   404l
POST /v1/account-requests/{id}/decision approve     | 401    403f   404n   404n   404n   404n   404n   409d   401    401
POST /v1/account-requests/{id}/decision decline     | 401    403f   404n   404n   404n   404n   404n   409d   401    401
POST /v1/account-requests/{id}/decision forward     | 401    403f   404n   404n   404n   404n   404n   409d   401    401
GET /account-requests/{id}/decision                 | 401    401    404n   404n   404n   404n   404n   200    401    401
POST /account-requests/{id}/decision approve        | 401    401    404n   404n   404n   404n   404n   409d   401    401
POST /account-requests/{id}/decision decline        | 401    401    404n   404n   404n   404n   404n   409d   401    401
POST /account-requests/{id}/decision forward        | 401    401    404n   404n   404n   404n   404n   409d   401    401
GET /not-for-me                                     | 404l   404l   404l   404l   404l   404l   404l   404l   200    200
POST /not-for-me stop                               | 404l   404l   404l   404l   404l   404l   404l   404l   303    303
POST /not-for-me undo                               | 404l   404l   404l   404l   404l   404l   404l   404l   303    303

# dispute open
                                                    | nobody unver. outs.  reqstr other  oper.  own    named  live   dead
GET /v1/disputes/{id}                               | 401    403f   404n   200    404n   200    200    200    401    401
POST /v1/disputes/{id}/proof                        | 401    403f   404n   200*   404n   404n   200*   404n   401    401
GET /disputes/{id}                                  | 401    401    404n   200    404n   200    200    200    401    401
POST /disputes/{id}                                 | 401    401    404n   303*   404n   404n   303*   404n   401    401
POST /v1/disputes/{id}/settle reject                | 401    403f   403f   403f   403f   200*   403f   403f   401    401
POST /v1/disputes/{id}/settle add-administrator     | 401    403f   403f   403f   403f   200*   403f   403f   401    401
POST /v1/disputes/{id}/settle cancel-account        | 401    403f   403f   403f   403f   200*   403f   403f   401    401
POST /v1/disputes/{id}/settle end-request           | 401    403f   403f   403f   403f   422i   403f   403f   401    401
POST /reviews settle reject                         | 401    401    403f   403f   403f   303*   403f   403f   401    401
POST /reviews settle add-administrator              | 401    401    403f   403f   403f   303*   403f   403f   401    401
POST /reviews settle cancel-account                 | 401    401    403f   403f   403f   303*   403f   403f   401    401

# dispute settled
                                                    | nobody unver. outs.  reqstr other  oper.  own    named  live   dead
GET /v1/disputes/{id}                               | 401    403f   404n   200    404n   200    200    200    401    401
POST /v1/disputes/{id}/proof                        | 401    403f   404n   409d   404n   404n   409d   404n   401    401
GET /disputes/{id}                                  | 401    401    404n   200    404n   200    200    200    401    401
POST /disputes/{id}                                 | 401    401    404n   303    404n   404n   303    404n   401    401
POST /v1/disputes/{id}/settle reject                | 401    403f   403f   403f   403f   409d   409d   409d   401    401
POST /v1/disputes/{id}/settle add-administrator     | 401    403f   403f   403f   403f   409d   409d   409d   401    401
POST /v1/disputes/{id}/settle cancel-account        | 401    403f   403f   403f   403f   409d   409d   409d   401    401
POST /v1/disputes/{id}/settle end-request           | 401    403f   403f   403f   403f   409d   409d   409d   401    401
POST /reviews settle reject                         | 401    401    403f   403f   403f   409d   409d   409d   401    401
POST /reviews settle add-administrator              | 401    401    403f   403f   403f   409d   409d   409d   401    401
POST /reviews settle cancel-account                 | 401    401    403f   403f   403f   409d   409d   409d   401    401

# always
                                                    | nobody unver. outs.  reqstr other  oper.  own    named  live   dead
GET /v1/accounts                                    | 401    403f   403f   200    200    200    200    403f   401    401
POST /v1/account-requests                           | 401    403f   403f   201*   201*   201*   201*   403f   401    401
GET /v1/account-requests                            | 401    403f   200    200    200    200    200    200    401    401
POST /v1/account-requests/check                     | 401    403f   403f   200    200    200    200    403f   401    401
POST /v1/disputes                                   | 401    403f   201*   201*   201*   201*   201*   201*   401    401
GET /v1/disputes                                    | 401    403f   403f   403f   403f   200    200    200    401    401
GET /v1/reviews                                     | 401    403f   403f   403f   403f   200    200    200    401    401
GET /v1/inbox                                       | 401    403f   200    200    200    200    200    200    401    401
GET /v1/renames                                     | 401    403f   403f   403f   403f   200    200    200    401    401
GET /v1/renames/{id}                                | 401    403f   403f   403f   403f   200    200    200    401    401
POST /v1/renames/{id}/settle                        | 401    403f   403f   403f   403f   200*   200*   200*   401    401
GET /v1/closed-accounts                             | 401    403f   403f   403f   403f   200    200    200    401    401
GET /v1/suppressed-addresses                        | 401    403f   403f   403f   403f   200    200    200    401    401
GET /v1/reported-addresses                          | 401    403f   403f   403f   403f   200    200    200    401    401
POST /v1/suppressed-addresses/lift                  | 401    403f   403f   403f   403f   200*   200*   200*   401    401
GET /                                               | 401    401    403f   200    200    200    200    403f   401    401
GET /account-requests/new                           | 401    401    403f   200    200    200    200    403f   401    401
POST /account-requests/new edit                     | 401    401    403f   200    200    200    200    403f   401    401
POST /account-requests/new check                    | 401    401    403f   200    200    200    200    403f   401    401
POST /account-requests/new send                     | 401    401    403f   303*   303*   303*   303*   403f   401    401
GET /disputes                                       | 401    401    200    200    200    200    200    200    401    401
POST /disputes                                      | 401    401    303*   303*   303*   303*   303*   303*   401    401
GET /inbox                                          | 401    401    200    200    200    200    200    200    401    401
GET /reviews                                        | 401    401    403f   403f   403f   200    200    200    401    401
GET /renames/{id}                                   | 401    401    403f   403f   403f   200    200    200    401    401
POST /renames/{id}                                  | 401    401    403f   403f   403f   303*   303*   303*   401    401
GET /closed-accounts/{id}                           | 401    401    403f   403f   403f   200    200    200    401    401
POST /closed-accounts/{id}                          | 401    401    403f   403f   403f   303*   303*   303*   401    401
POST /reviews lift                                  | 401    401    403f   403f   403f   303*   303*   303*   401    401
GET /assets/{file}                                  | 200    200    200    200    200    200    200    200    200    200
GET /openapi.yaml                                   | 200    200    200    200    200    200    200    200    200    200
GET /problems                                       | 200    200    200    200    200    200    200    200    200    200
GET /problems/{slug}                                | 200    200    200    200    200    200    200    200    200    200
GET /sign-in                                        | 303    303    303    303    303    303    303    303    303    303
GET /sign-in/callback                               | 400m   400m   303    303    303    303    303    303    400m   400m
POST /sign-out                                      | 303    303    303    303    303    303    303    303    303    303
POST /language                                      | 303    303    303    303    303    303    303    303    303    303
`

// cells has the status and the logged problem of each word in the table.
var cells = map[string]struct {
	status int
	slug   string
}{
	"204": {http.StatusNoContent, ""},
	"200": {http.StatusOK, ""}, "201": {http.StatusCreated, ""}, "202": {http.StatusAccepted, ""}, "303": {http.StatusSeeOther, ""},
	"400m": {http.StatusBadRequest, "malformed"},
	"401":  {http.StatusUnauthorized, ""}, // API Gateway's own, or our sign-in page
	"403f": {http.StatusForbidden, "forbidden"},
	"404n": {http.StatusNotFound, "not-found"}, "404l": {http.StatusNotFound, "link-invalid"},
	"422i": {http.StatusUnprocessableEntity, "invalid-input"},
	"409d": {http.StatusConflict, "already-decided"},
	"409m": {http.StatusConflict, "already-member"},
}

var callers = []string{"nobody", "unver.", "outs.", "reqstr", "other", "oper.", "own", "named", "live", "dead"}

// people are the callers who can identify themselves.
var people = map[string]account.Email{
	"outs.": outsider, "reqstr": partner, "other": partner2, "oper.": operator, "own": operator, "named": operator2,
}

// row is a row of the table.
type row struct {
	block string // "request approved"
	call  string // the route, perhaps with a word about which of its calls
	cells []string
}

func (r row) isAPI() bool { return strings.Contains(r.call, " /v1/") }

// readPermissions reads the table.
func readPermissions(t *testing.T) []row {
	t.Helper()
	return readTable(t, permissions, callers)
}

// readTable reads a table with those columns.
func readTable(t *testing.T, table string, callers []string) []row {
	t.Helper()
	var rows []row
	var block string
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		name, rest, isRow := strings.Cut(line, "|")
		found := strings.Fields(rest)
		switch {
		case line == "":
		case strings.HasPrefix(line, "# "):
			block = line[2:]
		case isRow && strings.TrimSpace(name) == "":
			if !slices.Equal(found, callers) {
				t.Fatalf("the columns of %s are %v", block, found)
			}
		default:
			rows = append(rows, row{block, strings.TrimSpace(name), found})
		}
	}
	return rows
}

// The table has every route and every state, every cell, and in each block the rows that others of its kind have.
func TestThePermissionsNameEveryRouteInEveryState(t *testing.T) {
	rows := readPermissions(t)
	blocks := map[string][]string{}
	routes := map[string]bool{}
	for _, r := range rows {
		if slices.Contains(blocks[r.block], r.call) {
			t.Errorf("%s: %s stands there twice", r.block, r.call)
		}
		blocks[r.block] = append(blocks[r.block], r.call)
		routes[routeOf(r.call)] = true
		if len(r.cells) != len(callers) {
			t.Errorf("%s: %s has %d cells, not %d", r.block, r.call, len(r.cells), len(callers))
		}
		for _, cell := range r.cells {
			if _, known := cells[strings.TrimSuffix(cell, "*")]; !known {
				t.Errorf("%s: %s: %q is not a cell", r.block, r.call, cell)
			}
		}
		if matrixCalls[r.call] == nil {
			t.Errorf("there is no call for %s", r.call)
		}
	}
	for _, route := range web.Routes() {
		if !routes[route.Key()] && !ofMembers(route) {
			t.Errorf("%s is not in the table", route.Key())
		}
		delete(routes, route.Key())
	}
	for key := range routes {
		t.Errorf("the table has %s, which is no route", key)
	}
	want := []string{"always", "dispute open", "dispute settled"}
	for _, state := range account.States() {
		want = append(want, "request "+string(state))
	}
	for _, block := range want {
		kind, _, _ := strings.Cut(block, " ")
		for call := range matrixCalls {
			sister := slices.ContainsFunc(rows, func(r row) bool { return strings.HasPrefix(r.block, kind) && r.call == call })
			if sister && !slices.Contains(blocks[block], call) {
				t.Errorf("%s lacks %s", block, call)
			}
		}
		if len(blocks[block]) == 0 {
			t.Errorf("no block %s", block)
		}
		delete(blocks, block)
	}
	for block := range blocks {
		t.Errorf("the table has a block %q, of which nothing is known", block)
	}
	for call := range matrixCalls {
		if !slices.ContainsFunc(rows, func(r row) bool { return r.call == call }) {
			t.Errorf("%s is called nowhere", call)
		}
	}
}

// routeOf returns the route of a row's call.
func routeOf(call string) string {
	method, path, _ := strings.Cut(call, " ")
	path, _, _ = strings.Cut(path, " ")
	return method + " " + path
}

// ofMembers reports whether the route is in the table accountPermissions or accessPermissions alone.
func ofMembers(r web.Route) bool {
	return ofAccessRequests(r) || r.API() && strings.HasPrefix(r.Pattern, "/v1/accounts/{id}") && r.Key() != "GET /v1/accounts/{id}"
}

// Every caller gets the response in the table, and a refused call changes nothing.
func TestEveryCallerGetsWhatThePermissionsSay(t *testing.T) {
	blocks := map[string][]row{}
	for _, r := range readPermissions(t) {
		blocks[r.block] = append(blocks[r.block], r)
	}
	for block, rows := range blocks {
		t.Run(block, func(t *testing.T) {
			t.Parallel()
			m := &matrix{system: newSystem(t), block: block, scenes: map[string]*scene{}}
			for _, r := range rows {
				for i, who := range callers {
					if i < len(r.cells) {
						m.try(r, who, r.cells[i])
					}
				}
				for _, sc := range m.scenes {
					m.unchanged(sc)
				}
			}
		})
	}
}

// matrix is the system in which a block of the table is tested.
type matrix struct {
	*system
	block  string
	scenes map[string]*scene // by who made the request
	number int
}

// scene is the request or dispute of a block.
type scene struct {
	request    requestBody
	dispute    disputeBody
	domain     string
	live, dead string // decision links
	liveReport string // the not-for-me links of the same two people
	deadReport string
	suppressed account.Email
	renaming   account.ID // an account with a name that waits for an operator
	closed     account.ID // an account that its administrators closed
	seen       string     // the scene as an operator saw it last
	tried      []string   // since then; none of it may have changed anything
}

// attempt is the call of one cell.
type attempt struct {
	*matrix
	*scene
	who           string
	token, report string // the caller's links
	fresh         string // a domain identifier that no account holds
	options       []func(*http.Request)
}

// try makes the call of one cell and compares the response and the scene afterwards with the cell.
func (m *matrix) try(r row, who, cell string) {
	m.Helper()
	owner := who
	if who != "own" && who != "named" || m.block == "always" {
		owner = "reqstr"
	}
	if m.scenes[owner] == nil {
		m.scenes[owner] = m.set(owner)
	}
	sc := m.scenes[owner]
	changes := strings.HasSuffix(cell, "*")
	if changes {
		m.unchanged(sc)
	}
	where := fmt.Sprintf("%s, %s, %s", m.block, r.call, who)
	got := matrixCalls[r.call](m.attempt(r, who, sc))
	told := m.logs.last()
	if changes {
		if m.snapshot(sc) == sc.seen {
			m.Errorf("%s: nothing has changed", where)
		}
		delete(m.scenes, owner)
	} else {
		sc.tried = append(sc.tried, where)
	}

	want := cells[strings.TrimSuffix(cell, "*")]
	var logged struct{ Msg, Problem string }
	if err := json.Unmarshal([]byte(told), &logged); err != nil || logged.Msg != "answered" {
		m.Errorf("%s: the log's last line is %s", where, told)
	}
	problem := want.slug
	if want.status == http.StatusUnauthorized {
		problem = "signed-out"
		if r.isAPI() { // which never reached us
			problem = logged.Problem
			if got.Header().Get("WWW-Authenticate") != "Bearer" {
				m.Errorf("%s: not the gateway's answer: %s", where, got.Body)
			}
		}
	}
	if got.Code != want.status || logged.Problem != problem {
		m.Errorf("%s: got %d %s, want %s: %.300s", where, got.Code, logged.Problem, cell, got.Body)
	}
	if want.status == http.StatusConflict && r.isAPI() {
		m.checkDecision(where, got)
	}
}

// unchanged requires that the calls in the scene have not changed it.
func (m *matrix) unchanged(sc *scene) {
	m.Helper()
	if len(sc.tried) == 0 {
		return
	}
	if now := m.snapshot(sc); now != sc.seen {
		m.Errorf("one of these has changed the scene: %s\nbefore %.2000s\nafter  %.2000s", strings.Join(sc.tried, "; "), sc.seen, now)
		sc.seen = now
	}
	sc.tried = nil
}

// checkDecision checks that the response to a late caller says how the request ended, when and by whom.
func (m *matrix) checkDecision(where string, got response) {
	m.Helper()
	got.problem(http.StatusConflict, "already-decided")
	var p struct {
		Decision struct{ Status, DecidedAt, DecidedBy string }
	}
	got.decode(&p)
	kind, state, _ := strings.Cut(m.block, " ")
	if kind == "dispute" {
		state = "rejected" // as the scene has it
	}
	if p.Decision.Status != state || p.Decision.DecidedAt == "" || p.Decision.DecidedBy == "" {
		m.Errorf("%s: the decision is %+v", where, p.Decision)
	}
}

func (m *matrix) attempt(r row, who string, sc *scene) attempt {
	m.number++
	madeUp := sc.request.ID + "." + strings.Repeat("A", 43)
	a := attempt{matrix: m, scene: sc, who: who, token: madeUp, report: madeUp, fresh: fmt.Sprintf("fresh%d.fr", m.number)}
	switch person, known := people[who]; {
	case known && r.isAPI():
		a.options = append(a.options, as(person))
	case known:
		a.options = append(a.options, m.signedIn(person))
	case who == "unver.":
		claims := claimsOf(operator)
		claims["email_verified"] = false
		a.options = append(a.options, bearer(claims))
	case who == "live":
		a.token, a.report = sc.live, sc.liveReport
		a.options = append(a.options, header("Authorization", "Bearer "+sc.live), header("Cookie", "__Host-session="+sc.live))
	case who == "dead":
		a.token, a.report = sc.dead, sc.deadReport
		a.options = append(a.options, header("Authorization", "Bearer "+sc.dead), header("Cookie", "__Host-session="+sc.dead))
	}
	return a
}

// snapshot returns the scene as an operator sees it.
func (m *matrix) snapshot(sc *scene) string {
	m.Helper()
	var targets []string
	switch {
	case sc.dispute.ID != "":
		// Without the parties' other data, which other scenes change.
		var shown map[string]any
		m.call(http.MethodGet, "/v1/disputes/"+sc.dispute.ID, "", as(operator)).status(http.StatusOK).decode(&shown)
		delete(shown["case"].(map[string]any)["disputer"].(map[string]any), "disputes")
		return fmt.Sprint(shown)
	case sc.request.ID != "":
		targets = []string{"/v1/account-requests/" + sc.request.ID}
	default:
		targets = []string{"/v1/account-requests?limit=100", "/v1/disputes?limit=100", "/v1/suppressed-addresses?limit=100", "/v1/renames?limit=100", "/v1/closed-accounts?limit=100"}
	}
	var seen strings.Builder
	for _, target := range targets {
		seen.Write(m.call(http.MethodGet, target, "", as(operator)).status(http.StatusOK).Body.Bytes())
	}
	return seen.String()
}

// set makes the scene of a block: a request or dispute of that owner.
func (m *matrix) set(owner string) *scene {
	m.Helper()
	m.number++
	sc := &scene{domain: fmt.Sprintf("scene%d.de", m.number)}
	kind, state, _ := strings.Cut(m.block, " ")
	switch kind {
	case "always":
		sc.suppressed = account.Email("sam@" + sc.domain)
		m.suppress(sc.suppressed)
		m.setAccounts(sc)
		m.pass(time.Second)
	case "dispute":
		m.setDispute(sc, owner, state)
	case "request":
		m.setRequest(sc, owner, account.State(state))
	}
	sc.seen = m.snapshot(sc)
	return sc
}

// setAccounts makes the accounts that operators decide about.
func (m *matrix) setAccounts(sc *scene) {
	m.Helper()
	const chief account.Email = "chief@example.org"
	m.loadActive("like."+sc.domain, account.Restricted, chief)
	sc.renaming, sc.closed = m.loadActive("renamed."+sc.domain, account.Restricted, chief), m.loadActive("closed."+sc.domain, account.Restricted, chief)
	m.call(http.MethodPatch, "/v1/accounts/"+string(sc.renaming), `{"name":"Holder of like.`+sc.domain+`"}`, header("Content-Type", "application/json"), as(chief)).status(http.StatusAccepted)
	m.json("/v1/accounts/"+string(sc.closed)+"/close", map[string]any{"name": "Holder of closed." + sc.domain}, as(chief)).status(http.StatusOK)
}

func (m *matrix) setDispute(sc *scene, owner, state string) {
	m.Helper()
	administrators := []account.Email{"chief@example.org"}
	if owner == "named" {
		administrators = append(administrators, operator2)
	}
	m.loadActive(sc.domain, account.Restricted, administrators...)
	by, settler := partner, operator
	if owner == "own" {
		by, settler = operator, operator2
	}
	m.pass(24 * time.Hour) // one person may open a few a day
	sc.dispute = m.dispute(by, sc.domain)
	sc.live, sc.dead = strings.Repeat("L", 43), strings.Repeat("D", 43)
	if state == "settled" {
		m.json("/v1/disputes/"+sc.dispute.ID+"/settle", map[string]any{"decision": "reject", "reason": "No."}, as(settler)).status(http.StatusOK)
	}
}

// setRequest opens a request that John has forwarded to Boss; Jane still has her link. A request that names an operator
// begins with a review.
func (m *matrix) setRequest(sc *scene, owner string, state account.State) {
	m.Helper()
	by, reviewer, others := partner, operator, []account.Email(nil)
	switch owner {
	case "own":
		by, reviewer = operator, operator2
	case "named":
		others = []account.Email{operator2}
	}
	sc.request = m.submitAs(by, sc.domain, others...)
	reviewed := state == account.PendingReview || state == account.Rejected
	boss := account.Email("boss@" + sc.domain)
	var bosses string
	if owner == "named" {
		if !reviewed {
			m.review(reviewer, sc.request.ID, "accept").status(http.StatusOK)
		}
	}
	if owner != "named" || !reviewed {
		sc.live, sc.liveReport, _ = strings.Cut(m.deliverMail(workflow.Invitation, account.Email("jane@"+sc.domain)), "\n")
		sc.dead, sc.deadReport, _ = strings.Cut(m.deliverMail(workflow.Invitation, account.Email("john@"+sc.domain)), "\n")
		m.decide(sc.dead, account.Email("john@"+sc.domain), map[string]any{"action": "forward", "forwardTo": string(boss)})
		bosses = m.deliver(workflow.Invitation, boss)
	}
	switch state {
	case account.PendingApproval:
	case account.PendingReview, account.Rejected:
		if owner != "named" {
			m.correct(by, sc.request.ID, "jane@"+sc.domain, "john@"+sc.domain, string(stranger)).status(http.StatusOK)
		}
		if state == account.Rejected {
			m.review(reviewer, sc.request.ID, "reject").status(http.StatusOK)
		}
	case account.Approved:
		m.decide(bosses, boss, map[string]any{"action": "approve", "authorized": true})
	case account.Declined:
		m.decide(bosses, boss, map[string]any{"action": "decline", "reason": "No."})
	case account.Withdrawn:
		m.json(requestAPI(sc.request.ID, "withdraw"), "", as(by)).status(http.StatusOK)
	case account.Expired:
		m.pass(lifetime)
	}
	if got := m.stored(sc.request.ID).AsOf(m.now()).State; got != state {
		m.Fatalf("the scene is %s, not %s", got, state)
	}
}

// decide makes the decision with a code.
func (s *system) decide(token string, holder account.Email, decision map[string]any) {
	s.Helper()
	decision["token"], decision["code"] = token, s.codeTo(token, holder)
	s.json(decisionPath, decision).status(http.StatusOK)
}

// goodCode returns a valid code for the caller's link if one can be sent, otherwise an invalid one.
func (a attempt) goodCode() string {
	a.Helper()
	if a.who != "live" || a.block != "request pending_approval" {
		return "ZZZZ-ZZZZ"
	}
	return a.codeTo(a.token, account.Email("jane@"+a.domain))
}

func (a attempt) decision(action string) response {
	a.Helper()
	return a.json(decisionPath, map[string]any{
		"token": a.token, "code": a.goodCode(), "action": action, "reason": "No.", "forwardTo": "chief@" + a.domain, "authorized": true,
	}, a.options...)
}

func (a attempt) decisionForm(action string) response {
	a.Helper()
	return a.form("/pending-requests", fields("token", a.token, "code", a.goodCode(), "action", action, "reason", "No.",
		"forwardTo", "chief@"+a.domain, "authorized", "yes"), a.options...)
}

func (a attempt) signedInDecision(action string) response {
	a.Helper()
	return a.json(requestAPI(a.request.ID, "decision"), map[string]any{
		"action": action, "reason": "No.", "forwardTo": "chief@" + a.domain, "authorized": true,
	}, a.options...)
}

func (a attempt) signedInDecisionForm(action string) response {
	a.Helper()
	return a.form("/account-requests/"+a.request.ID+"/decision", fields("action", action, "reason", "No.",
		"forwardTo", "chief@"+a.domain, "authorized", "yes"), a.options...)
}

func (a attempt) get(target string) response {
	a.Helper()
	return a.call(http.MethodGet, target, "", a.options...)
}

func (a attempt) followUp(what string) response {
	a.Helper()
	return a.json(requestAPI(a.request.ID, what), "", a.options...)
}

func (a attempt) verdict(decision string) response {
	a.Helper()
	return a.json(requestAPI(a.request.ID, "review"), map[string]any{"decision": decision, "reason": "Not theirs.", "version": a.versionOf(a.request.ID)}, a.options...)
}

func (a attempt) verdictForm(action string) response {
	a.Helper()
	return a.form("/reviews", fields("request", a.request.ID, "action", action, "reason", "Not theirs.", "version", strconv.Itoa(a.versionOf(a.request.ID))), a.options...)
}

func (a attempt) accountForm(page, action string, more ...string) response {
	a.Helper()
	return a.form("/accounts/"+a.request.Account.ID+page, fields(append([]string{"action", action, "version", "0"}, more...)...), a.options...)
}

func (a attempt) followUpForm(action string) response {
	a.Helper()
	return a.form("/account-requests/"+a.request.ID, fields("action", action, "customerEmails", "jane@"+a.domain), a.options...)
}

func (a attempt) ruling(decision string) response {
	a.Helper()
	return a.json("/v1/disputes/"+a.dispute.ID+"/settle", map[string]any{"decision": decision, "reason": "So.", "administrator": "new@example.fr"}, a.options...)
}

func (a attempt) rulingForm(decision string) response {
	a.Helper()
	return a.form("/reviews", fields("action", "settle", "dispute", a.dispute.ID, "decision", decision, "reason", "So.", "administrator", "new@example.fr", "confirmed", "yes"), a.options...)
}

func (a attempt) requestForm(more ...string) response {
	a.Helper()
	form := fields(append([]string{"key", strconv.Itoa(a.number), "accountName", "Fresh " + a.fresh, "editDomain", "1", "accountDomain", a.fresh,
		"customerEmails", "jane@" + a.fresh}, more...)...)
	return a.form("/account-requests/new", form, a.options...)
}

// matrixCalls has the calls of the table. Each succeeds for some caller.
var matrixCalls = map[string]func(attempt) response{
	"GET /v1/account-requests/{id}": func(a attempt) response { return a.get("/v1/account-requests/" + a.request.ID) },
	"PUT /v1/account-requests/{id}/customer-emails": func(a attempt) response {
		return a.put(requestAPI(a.request.ID, "customer-emails"), `{"customerEmails":["jane@`+a.domain+`"]}`, a.options...)
	},
	"POST /v1/account-requests/{id}/proof": func(a attempt) response {
		a.publish(a.request.ID)
		return a.followUp("proof")
	},
	"POST /v1/account-requests/{id}/decision approve": func(a attempt) response { return a.signedInDecision("approve") },
	"POST /account-requests/{id}/decision approve":    func(a attempt) response { return a.signedInDecisionForm("approve") },
	"POST /v1/account-requests/{id}/decision decline": func(a attempt) response { return a.signedInDecision("decline") },
	"POST /account-requests/{id}/decision decline":    func(a attempt) response { return a.signedInDecisionForm("decline") },
	"POST /v1/account-requests/{id}/decision forward": func(a attempt) response { return a.signedInDecision("forward") },
	"POST /account-requests/{id}/decision forward":    func(a attempt) response { return a.signedInDecisionForm("forward") },
	"GET /account-requests/{id}/decision":             func(a attempt) response { return a.get("/account-requests/" + a.request.ID + "/decision") },
	"POST /v1/account-requests/{id}/resend":           func(a attempt) response { return a.followUp("resend") },
	"POST /v1/account-requests/{id}/withdraw":         func(a attempt) response { return a.followUp("withdraw") },
	"POST /v1/account-requests/{id}/review accept":    func(a attempt) response { return a.verdict("accept") },
	"POST /v1/account-requests/{id}/review reject":    func(a attempt) response { return a.verdict("reject") },
	"GET /v1/accounts/{id}":                           func(a attempt) response { return a.get("/v1/accounts/" + a.request.Account.ID) },
	"POST /v1/pending-requests/view": func(a attempt) response {
		return a.json("/v1/pending-requests/view", map[string]any{"token": a.token}, a.options...)
	},
	"POST /v1/pending-requests/code": func(a attempt) response {
		return a.json("/v1/pending-requests/code", map[string]any{"token": a.token}, a.options...)
	},
	"POST /v1/pending-requests/decision approve": func(a attempt) response { return a.decision("approve") },
	"POST /v1/pending-requests/decision decline": func(a attempt) response { return a.decision("decline") },
	"POST /v1/pending-requests/decision forward": func(a attempt) response { return a.decision("forward") },
	"GET /account-requests/{id}":                 func(a attempt) response { return a.get("/account-requests/" + a.request.ID) },
	"POST /account-requests/{id} correct":        func(a attempt) response { return a.followUpForm("correct") },
	"POST /account-requests/{id} prove": func(a attempt) response {
		a.publish(a.request.ID)
		return a.followUpForm("prove")
	},
	"POST /account-requests/{id} resend":   func(a attempt) response { return a.followUpForm("resend") },
	"POST /account-requests/{id} withdraw": func(a attempt) response { return a.followUpForm("withdraw") },
	"GET /account-requests/new from":       func(a attempt) response { return a.get("/account-requests/new?from=" + a.request.ID) },
	"POST /reviews accept":                 func(a attempt) response { return a.verdictForm("accept") },
	"POST /reviews reject":                 func(a attempt) response { return a.verdictForm("reject") },
	"GET /accounts/{id}":                   func(a attempt) response { return a.get("/accounts/" + a.request.Account.ID) },
	"POST /accounts/{id}":                  func(a attempt) response { return a.accountForm("", "leave") },
	"GET /accounts/{id}/people":            func(a attempt) response { return a.get("/accounts/" + a.request.Account.ID + "/people") },
	"POST /accounts/{id}/people": func(a attempt) response {
		return a.accountForm("/people", "add", "people", "new@"+a.domain, "role", "Smart Account User")
	},
	"GET /accounts/{id}/virtual-accounts": func(a attempt) response { return a.get("/accounts/" + a.request.Account.ID + "/virtual-accounts") },
	"POST /accounts/{id}/virtual-accounts": func(a attempt) response {
		return a.accountForm("/virtual-accounts", "create", "name", "Sales", "visibility", "public")
	},
	"GET /accounts/{id}/log":       func(a attempt) response { return a.get("/accounts/" + a.request.Account.ID + "/log") },
	"GET /accounts/{id}/settings":  func(a attempt) response { return a.get("/accounts/" + a.request.Account.ID + "/settings") },
	"POST /accounts/{id}/settings": func(a attempt) response { return a.accountForm("/settings", "rename", "name", "Mine", "reason", "So.") },
	"GET /pending-requests":        func(a attempt) response { return a.get("/pending-requests?token=" + escape(a.token)) },
	"POST /pending-requests code": func(a attempt) response {
		return a.form("/pending-requests", fields("token", a.token, "step", "code"), a.options...)
	},
	"POST /pending-requests approve": func(a attempt) response { return a.decisionForm("approve") },
	"POST /pending-requests decline": func(a attempt) response { return a.decisionForm("decline") },
	"POST /pending-requests forward": func(a attempt) response { return a.decisionForm("forward") },
	"GET /not-for-me":                func(a attempt) response { return a.get("/not-for-me?token=" + escape(a.report)) },
	"POST /not-for-me stop": func(a attempt) response {
		return a.form("/not-for-me", fields("token", a.report, "action", "stop"), a.options...)
	},
	"POST /not-for-me undo": func(a attempt) response {
		return a.form("/not-for-me", fields("token", a.report, "action", "undo"), a.options...)
	},

	"GET /v1/disputes/{id}":                           func(a attempt) response { return a.get("/v1/disputes/" + a.dispute.ID) },
	"POST /v1/disputes/{id}/settle reject":            func(a attempt) response { return a.ruling("reject") },
	"POST /v1/disputes/{id}/settle add-administrator": func(a attempt) response { return a.ruling("add-administrator") },
	"POST /v1/disputes/{id}/settle end-request":       func(a attempt) response { return a.ruling("end-request") },
	"POST /v1/disputes/{id}/settle cancel-account":    func(a attempt) response { return a.ruling("cancel-account") },
	"POST /reviews settle reject":                     func(a attempt) response { return a.rulingForm("reject") },
	"POST /reviews settle add-administrator":          func(a attempt) response { return a.rulingForm("add-administrator") },
	"POST /reviews settle cancel-account":             func(a attempt) response { return a.rulingForm("cancel-account") },

	"GET /v1/accounts": func(a attempt) response { return a.get("/v1/accounts") },
	"POST /v1/account-requests": func(a attempt) response {
		return a.json("/v1/account-requests", newRequest(a.fresh), a.options...)
	},
	"GET /v1/account-requests": func(a attempt) response { return a.get("/v1/account-requests") },
	"POST /v1/account-requests/check": func(a attempt) response {
		return a.json("/v1/account-requests/check", newRequest(a.fresh), a.options...)
	},
	"POST /v1/disputes": func(a attempt) response {
		a.loadActive(a.fresh, account.Restricted, "chief@example.org")
		return a.json("/v1/disputes", map[string]any{"accountDomain": a.fresh, "note": "Ours."}, a.options...)
	},
	"GET /v1/disputes":             func(a attempt) response { return a.get("/v1/disputes") },
	"GET /v1/reviews":              func(a attempt) response { return a.get("/v1/reviews") },
	"GET /v1/inbox":                func(a attempt) response { return a.get("/v1/inbox") },
	"GET /v1/suppressed-addresses": func(a attempt) response { return a.get("/v1/suppressed-addresses") },
	"GET /v1/reported-addresses":   func(a attempt) response { return a.get("/v1/reported-addresses") },
	"POST /v1/suppressed-addresses/lift": func(a attempt) response {
		return a.json("/v1/suppressed-addresses/lift", map[string]any{"address": string(a.suppressed)}, a.options...)
	},
	"GET /":                            func(a attempt) response { return a.get("/") },
	"GET /account-requests/new":        func(a attempt) response { return a.get("/account-requests/new") },
	"POST /account-requests/new edit":  func(a attempt) response { return a.requestForm("edit", "domain") },
	"POST /account-requests/new check": func(a attempt) response { return a.requestForm("step", "check") },
	"POST /account-requests/new send":  func(a attempt) response { return a.requestForm() },
	"POST /v1/disputes/{id}/proof": func(a attempt) response {
		a.publishDispute(a.dispute.ID)
		return a.json("/v1/disputes/"+a.dispute.ID+"/proof", "", a.options...)
	},
	"POST /disputes/{id}": func(a attempt) response {
		a.publishDispute(a.dispute.ID)
		return a.form("/disputes/"+a.dispute.ID, fields("action", "prove"), a.options...)
	},
	"GET /disputes/{id}": func(a attempt) response { return a.get("/disputes/" + a.dispute.ID) },
	"GET /disputes":      func(a attempt) response { return a.get("/disputes") },
	"POST /disputes": func(a attempt) response {
		a.loadActive(a.fresh, account.Restricted, "chief@example.org")
		return a.form("/disputes", fields("accountDomain", a.fresh, "note", "Ours."), a.options...)
	},
	"GET /inbox":   func(a attempt) response { return a.get("/inbox") },
	"GET /reviews": func(a attempt) response { return a.get("/reviews") },

	"GET /v1/renames":         func(a attempt) response { return a.get("/v1/renames") },
	"GET /v1/renames/{id}":    func(a attempt) response { return a.get("/v1/renames/" + string(a.renaming)) },
	"GET /v1/closed-accounts": func(a attempt) response { return a.get("/v1/closed-accounts") },
	"POST /v1/renames/{id}/settle": func(a attempt) response {
		return a.json("/v1/renames/"+string(a.renaming)+"/settle", map[string]any{"decision": "reject", "reason": "No."}, a.options...)
	},
	"GET /renames/{id}": func(a attempt) response { return a.get("/renames/" + string(a.renaming)) },
	"POST /renames/{id}": func(a attempt) response {
		return a.form("/renames/"+string(a.renaming), fields("version", "2", "decision", "reject", "reason", "No."), a.options...)
	},
	"GET /closed-accounts/{id}": func(a attempt) response { return a.get("/closed-accounts/" + string(a.closed)) },
	"POST /closed-accounts/{id}": func(a attempt) response {
		return a.form("/closed-accounts/"+string(a.closed), fields("reason", "By mistake."), a.options...)
	},
	"POST /reviews lift": func(a attempt) response {
		return a.form("/reviews", fields("action", "lift", "address", string(a.suppressed)), a.options...)
	},
	"GET /assets/{file}":    func(a attempt) response { return a.get(page.AssetPath("style.css")) },
	"GET /openapi.yaml":     func(a attempt) response { return a.get("/openapi.yaml") },
	"GET /problems":         func(a attempt) response { return a.get("/problems") },
	"GET /problems/{slug}":  func(a attempt) response { return a.get("/problems/not-found") },
	"GET /sign-in":          func(a attempt) response { return a.get("/sign-in") },
	"GET /sign-in/callback": func(a attempt) response { return a.get("/sign-in/callback?code=good&state=x") },
	"POST /sign-out":        func(a attempt) response { return a.form("/sign-out", nil, a.options...) },
	"POST /language":        func(a attempt) response { return a.form("/language", url.Values{"language": {"it"}}, a.options...) },
}
