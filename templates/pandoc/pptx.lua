-- Mise en forme des diapositives : nos blocs n'y sont que leur contenu ; les images viennent du dossier de travail.
local function lis(nom)
  local fichier = assert(io.open(nom, 'rb'))
  local contenu = fichier:read('a')
  fichier:close()
  return contenu
end
local meta = pandoc.json.decode(lis('meta.json'), false)
return {
  { Image = function(im)
      local nom = im.src:gsub('%.svg$', '.png')
      pandoc.mediabag.insert(nom, 'image/png', lis(nom))
      im.src = nom
      im.title = pandoc.utils.stringify(im.caption) -- l'équivalent de l'image, que le format range là
      im.caption = {}
      return im
    end },
  { Figure = function(f)
      local seule = f.content[1].content[1]
      seule.caption = pandoc.utils.blocks_to_inlines(f.caption.long)
      return pandoc.Para({ seule })
    end },
  { Div = function(e)
      if e.classes[1] == 'saut' then return {} end
      return e.content
    end },
  { Pandoc = function(doc)
      doc.meta = {
        title = pandoc.MetaString(meta.titre), subtitle = pandoc.MetaInlines({ pandoc.Str(meta.surtitre), pandoc.LineBreak(), pandoc.Str(meta.sous_titre) }),
        author = pandoc.MetaString(meta.etablissement), lang = pandoc.MetaString('fr-FR'),
        description = pandoc.MetaString(meta.resume),
      }
      return doc
    end },
}
