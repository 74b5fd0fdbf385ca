package web_test

import (
	"bytes"
	"strings"
	"sync"
)

// secrets lists what must not be in the log.
type secrets struct {
	mutex sync.Mutex
	all   []string
}

func (k *secrets) add(more ...string) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.all = append(k.all, more...)
}

// checkLog checks for every test that the log has no addresses, links, codes, sessions or texts.
func (s *system) checkLog() {
	log := s.logs.String()
	for _, secret := range append([]string{"@", "Acme", "token=", "%40"}, s.secrets.all...) {
		if strings.Contains(log, secret) {
			s.Errorf("%q is in the log: %s", secret, log)
		}
	}
}

// lines is a log.
type lines struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(p)
}

// last returns the last line.
func (l *lines) last() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	text := bytes.TrimSuffix(l.text.Bytes(), []byte("\n"))
	return string(text[bytes.LastIndexByte(text, '\n')+1:])
}

func (l *lines) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.String()
}
