package web

import (
	"mime"
	"path"

	"smartaccounts/docs"
	"smartaccounts/internal/account"
	"smartaccounts/internal/web/page"
)

// asset is GET /assets/{file}. A file's address changes with its content, so browsers may cache it forever.
func asset(c *call) error {
	files, err := page.Assets.ReadDir(".")
	if err != nil {
		return err
	}
	for _, file := range files {
		if page.AssetPath(file.Name()) != c.r.URL.Path {
			continue
		}
		content, err := page.Assets.ReadFile(file.Name())
		if err != nil {
			return err
		}
		c.w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(file.Name())))
		c.w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		return ignoreWriteError(c.w.Write(content))
	}
	return account.ErrNotFound
}

// openAPI is GET /openapi.yaml.
func openAPI(c *call) error {
	c.w.Header().Set("Content-Type", "application/yaml")
	return ignoreWriteError(c.w.Write(docs.OpenAPI))
}
