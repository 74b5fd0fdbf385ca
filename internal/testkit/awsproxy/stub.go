package awsproxy

import (
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Stub is an HTTP handler that returns recorded responses, each any number of times.
type Stub struct {
	answers map[string][]Call
	mutex   sync.Mutex
	asked   map[string]int
	unknown map[string]int
}

// NewStub returns a stub with the responses of these calls.
func NewStub(recorded []Call) *Stub {
	s := &Stub{answers: map[string][]Call{}, asked: map[string]int{}, unknown: map[string]int{}}
	for _, call := range recorded {
		name := Signature(call.Target, call.Request)
		s.answers[name] = append(s.answers[name], call)
	}
	return s
}

// Unknown returns the signatures of calls that have no recorded response, since the last call of Unknown.
func (s *Stub) Unknown() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	unknown := slices.Sorted(maps.Keys(s.unknown))
	clear(s.unknown)
	return unknown
}

// ServeHTTP implements http.Handler.
func (s *Stub) ServeHTTP(w http.ResponseWriter, in *http.Request) {
	service, target, named := strings.Cut(in.Header.Get("X-Amz-Target"), ".")
	if !named {
		w.WriteHeader(http.StatusOK) // the client opens the connection ahead of time
		return
	}
	body, err := io.ReadAll(in.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if service == "TrentService" {
		mac, err := generateMAC(body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		respond(w, http.StatusOK, mac)
		return
	}
	call, known := s.next(Signature(target, body))
	if !known {
		respond(w, http.StatusOK, []byte("{}"))
		return
	}
	respond(w, call.Status, call.Response)
}

// next returns the recorded calls of a signature in turn, because an operation may make the same call twice.
func (s *Stub) next(name string) (Call, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	recorded := s.answers[name]
	if len(recorded) == 0 {
		s.unknown[name]++
		return Call{}, false
	}
	call := recorded[s.asked[name]%len(recorded)]
	s.asked[name]++
	return call, true
}
