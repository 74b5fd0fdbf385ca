// Package chromium starts a browser for tests.
package chromium

import (
	"context"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"
)

// Start returns the context of a new browser with an empty profile. The browser is closed when the test ends.
func Start(t testing.TB, options ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("no chromium on the PATH; install the package of that name")
	}
	all := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-dev-shm-usage", true),
	)
	allocator, free := chromedp.NewExecAllocator(context.Background(), append(all, options...)...)
	t.Cleanup(free)
	ctx, leave := chromedp.NewContext(allocator)
	t.Cleanup(leave)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	return ctx
}
