package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"path"
	"strings"
)

// Assets are the files that the pages refer to.
//
//go:embed style.css script.js icon.svg
var Assets embed.FS

// AssetPath returns the path of a file of Assets, or "" if there is no such file. The path contains a hash of the content, so
// that browsers can cache it without a time limit.
func AssetPath(name string) string { return assetPaths[name] }

var assetPaths = func() map[string]string {
	paths := map[string]string{}
	files, err := Assets.ReadDir(".")
	if err != nil {
		panic(err) // embedded files are readable
	}
	for _, file := range files {
		content, err := Assets.ReadFile(file.Name())
		if err != nil {
			panic(err)
		}
		hash := sha256.Sum256(content)
		extension := path.Ext(file.Name())
		paths[file.Name()] = "/assets/" + strings.TrimSuffix(file.Name(), extension) + "." + hex.EncodeToString(hash[:6]) + extension
	}
	return paths
}()
