// Package layout tests the layout of the pages in a browser: positions, overflow and focus. The pages are those of
// internal/web/page/testdata, in a font of the test's own, so that results do not depend on the machine's fonts.
package layout

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"smartaccounts/internal/testkit/chromium"
	"smartaccounts/internal/web/page"
)

const pageWithin = 30 * time.Second // for one page in the browser

// pagesFolder is the folder of the pages.
const pagesFolder = "../../internal/web/page/testdata"

// ownFont replaces the machine's fonts.
const ownFont = `
@font-face { font-family: "Go"; font-weight: 400; src: url(/go-regular.ttf); }
@font-face { font-family: "Go"; font-weight: 500 700; src: url(/go-bold.ttf); }
* { font-family: "Go" !important; transition: none !important; }
`

// screen is a size of the browser's window, in CSS pixels.
type screen struct{ width, height int64 }

var (
	smallPhone = screen{360, 640}
	tablet     = screen{768, 1024}
	desktop    = screen{1440, 900}
	screens    = []screen{smallPhone, tablet, desktop}
)

// pages serves the golden pages by name and returns their base URL.
func pages(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /pages/{name}", func(w http.ResponseWriter, r *http.Request) {
		html, err := os.ReadFile(filepath.Join(pagesFolder, filepath.Base(r.PathValue("name"))+".html"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(strings.ReplaceAll(string(html), ">\n<", "><"))) // as it is sent: golden files have additional line breaks
	})
	mux.HandleFunc("GET /assets/style.css", func(w http.ResponseWriter, _ *http.Request) {
		css, err := page.Assets.ReadFile("style.css")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/css")
		_, _ = w.Write(append(css, ownFont...))
	})
	mux.Handle("GET /assets/", http.StripPrefix("/assets/", http.FileServerFS(page.Assets)))
	for path, font := range map[string][]byte{"/go-regular.ttf": goregular.TTF, "/go-bold.ttf": gobold.TTF} {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(font) })
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL + "/pages/"
}

// browser starts a browser without scroll bars.
func browser(t *testing.T) context.Context {
	t.Helper()
	return chromium.Start(t, chromedp.Flag("hide-scrollbars", true))
}

// on sets the size of the screen.
func on(s screen) chromedp.Action {
	return emulation.SetDeviceMetricsOverride(s.width, s.height, 1, false)
}

// show opens a page on a screen and waits for its fonts.
func show(t *testing.T, ctx context.Context, url string, s screen) {
	t.Helper()
	do(t, ctx, on(s), chromedp.Navigate(url), chromedp.Evaluate(`document.fonts.ready.then(() => true)`, nil, chromedp.EvalAsValue, awaited))
}

func do(t *testing.T, ctx context.Context, actions ...chromedp.Action) {
	t.Helper()
	within, cancel := context.WithTimeout(ctx, pageWithin)
	defer cancel()
	if err := chromedp.Run(within, actions...); err != nil {
		t.Fatal(err)
	}
}

// picture saves a picture of the page in the folder PICTURES, if that is set.
func picture(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	folder := os.Getenv("PICTURES")
	if folder == "" {
		return
	}
	var png []byte
	do(t, ctx, chromedp.FullScreenshot(&png, 100))
	if err := os.WriteFile(filepath.Join(folder, name+".png"), png, 0o600); err != nil {
		t.Fatal(err)
	}
}
