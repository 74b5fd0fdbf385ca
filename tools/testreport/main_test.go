package main

import (
	"strings"
	"testing"
)

const stream = `{"Action":"start","Package":"a"}
{"Action":"output","Package":"a","Test":"TestGood","Output":"=== RUN   TestGood\n"}
{"Action":"pass","Package":"a","Test":"TestGood"}
{"Action":"output","Package":"a","Output":"PASS\n"}
{"Action":"output","Package":"a","Output":"ok  \ta\t0.1s\n"}
{"Action":"pass","Package":"a"}
`

func TestPassingPackagesAreOneLineAndCounted(t *testing.T) {
	var out strings.Builder
	failed, err := report(strings.NewReader(stream), &out)
	if failed != 0 || err != nil || out.String() != "ok  \ta\t0.1s\n1 passed, 0 failed\n" {
		t.Errorf("%d, %v, %q", failed, err, out.String())
	}
}

func TestFailingTestsSayWhy(t *testing.T) {
	var out strings.Builder
	failed, err := report(strings.NewReader(stream+`{"Action":"output","Package":"b","Test":"TestBad","Output":"    b_test.go:5: wrong\n"}
{"Action":"fail","Package":"b","Test":"TestBad"}
{"Action":"output","Package":"b","Output":"FAIL\tb\t0.1s\n"}
{"Action":"fail","Package":"b"}
`), &out)
	if failed != 1 || err != nil || !strings.Contains(out.String(), "b_test.go:5: wrong\nFAIL\tb\t0.1s\n") || !strings.HasSuffix(out.String(), "\n1 passed, 1 failed\n") {
		t.Errorf("%d, %v, %q", failed, err, out.String())
	}
}

func TestPackageThatDoesNotBuildFails(t *testing.T) {
	var out strings.Builder
	failed, err := report(strings.NewReader(`{"ImportPath":"c","Action":"build-output","Output":"c.go:1: syntax error\n"}
{"ImportPath":"c","Action":"build-fail"}
{"Action":"output","Package":"c","Output":"FAIL\tc [build failed]\n"}
{"Action":"fail","Package":"c","FailedBuild":"c"}
`), &out)
	if failed != 1 || err != nil || !strings.Contains(out.String(), "syntax error") || !strings.HasSuffix(out.String(), "0 passed, 1 failed\n") {
		t.Errorf("%d, %v, %q", failed, err, out.String())
	}
}
