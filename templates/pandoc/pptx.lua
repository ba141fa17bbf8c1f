-- Mise en forme des diapositives : nos blocs n'y sont que leur contenu ; les images viennent du dossier de travail.
local function lis(nom)
  local fichier = assert(io.open(nom, 'rb'))
  local contenu = fichier:read('a')
  fichier:close()
  return contenu
end
local RANGEES, SIGNES = 8, 620 -- d'une table qui tient sur une diapositive
local function suite(titre) return pandoc.Header(1, titre .. pandoc.List({ pandoc.Space(), pandoc.Str('(suite)') })) end

-- Une table trop longue est coupée, son en-tête répété.
local function morceaux(t)
  local parts, rangees, signes = {}, pandoc.List(), 0
  local function ferme()
    local part = t:clone()
    part.bodies[1].body = rangees
    if #parts > 0 then part.caption = { long = {} } end
    parts[#parts + 1] = part
    rangees, signes = pandoc.List(), 0
  end
  for _, rangee in ipairs(t.bodies[1] and t.bodies[1].body or {}) do
    local taille = 0
    for _, case in ipairs(rangee.cells) do taille = taille + #pandoc.utils.stringify(case.contents) end
    if #rangees > 0 and (#rangees >= RANGEES or signes + taille > SIGNES) then ferme() end
    rangees:insert(rangee)
    signes = signes + taille
  end
  ferme()
  return parts
end
-- Chaque titre des deux premiers niveaux ouvre une diapositive ; une table a la sienne, où elle prend toute la largeur.
local function diapositives(blocs)
  local faites, titre, pleine = pandoc.List(), pandoc.List(), false
  for _, b in ipairs(blocs) do
    if b.t == 'Header' and b.level <= 2 then
      titre, pleine = b.content, false
      faites:insert(pandoc.Header(1, titre, { id = b.identifier }))
    elseif b.t == 'Table' then
      for _, part in ipairs(morceaux(b)) do
        if pleine then faites:insert(suite(titre)) end
        faites:insert(part)
        pleine = true
      end
      pleine = 'table'
    else
      if pleine == 'table' then faites:insert(suite(titre)) end
      faites:insert(b)
      pleine = true
    end
  end
  return faites
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
      doc.blocks = diapositives(doc.blocks)
      doc.meta = {
        title = pandoc.MetaString(meta.titre), subtitle = pandoc.MetaInlines({ pandoc.Str(meta.surtitre), pandoc.LineBreak(), pandoc.Str(meta.sous_titre) }),
        author = pandoc.MetaString(meta.etablissement), lang = pandoc.MetaString('fr-FR'),
        description = pandoc.MetaString(meta.resume),
      }
      return doc
    end },
}
