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

// AssetPath returns where the pages look for a file of Assets: a name that holds a hash of the
// content, so that browsers may keep it for ever. Empty if there is no such file.
func AssetPath(name string) string { return assetPaths[name] }

var assetPaths = func() map[string]string {
	paths := map[string]string{}
	files, err := Assets.ReadDir(".")
	if err != nil {
		panic(err) // what is embedded can be read
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
