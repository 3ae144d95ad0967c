using System.Globalization;
using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Models;
using MuSiCa.Service.Pictures;
using MuSiCa.Serving;

namespace MuSiCa.Service.Rest;

/// <summary>The query of the landmarks endpoint: one table, from which it is read and described.</summary>
internal sealed class LandmarkParameters
{
    public LandmarkParameters(ModelCatalog models, IOptions<RequestOptions> requests, IOptions<FindingOptions> finding)
    {
        int maxFaces = requests.Value.MaxFaces;
        int longest = (int)requests.Value.Timeout.TotalMilliseconds;
        ModelPackage model = models.Default.Package;
        Box = new("box", "A face as x,y,width,height in pixels of the upright image, with a point for decimals. Repeat it for several "
            + "faces. It may reach over the edge of the image. Of a form with several files each box is meant for every file. "
            + (finding.Value.Enabled ? "Without it faces are found." : "This service finds none by itself."))
        {
            IsRequired = !finding.Value.Enabled,
        };
        MinFace = new("minFace", "Longer side of the smallest faces that are to be found, in pixels of the upright image; by default a "
            + "twentieth of its longer side. Smaller ones cost more time. Not with box.",
            "a number of pixels above 0 such as 32, the longer side of the smallest faces wanted");
        MaxFaces = new("maxFaces", string.Create(CultureInfo.InvariantCulture, $"How many faces are to be found at most, the largest; of a "
            + $"form with several files in each, and no more than {maxFaces} in all. Without it the files share that number. Not with box."),
            string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {maxFaces} (setting MuSiCa:Requests:MaxFaces)"),
            maxFaces);
        Detect = new("detect", "only, where the boxes of the faces are all that is wanted, without landmarks. Not with box.",
            "only, for boxes without landmarks", new Dictionary<string, bool> { ["only"] = true }, false);
        Profile = new("profile", "How good is good enough, by a name of the model (see GET /v1/models).", models.All.SelectMany(static one => one.Package.Exit.Profiles.Keys).Distinct());
        MaxError = new("maxError", "How good is good enough, as a fraction of the inter-ocular distance: a face leaves the cascade once its "
            + "predicted error is below it (0.04 is 4 %). Goes before profile.",
            "a number such as 0.04, which means 4 % of the distance of the eyes")
        {
            IsCheckedLater = true,
        };
        MaxStages = new("maxStages", $"The stages that a face may take at most; the model has {model.Stages.Length}.",
            "a whole number such as 2")
        {
            IsCheckedLater = true,
        };
        Timeout = new("timeout", "How long the caller waits, in milliseconds from the first byte of the request to the answer. A request "
            + "that would wait longer is refused at once; a face that has no time for its next stage leaves with the landmarks it has "
            + "(exit deadline).",
            string.Create(CultureInfo.InvariantCulture,
                $"a whole number of milliseconds from 1 to {longest} (setting MuSiCa:Requests:Timeout)"),
            longest);
        Priority = new("priority", "interactive (the default) when somebody waits; bulk for work in the background, which goes after "
            + "interactive faces but is never starved by them.",
            "interactive or bulk",
            new Dictionary<string, FacePriority> { ["interactive"] = FacePriority.Interactive, ["bulk"] = FacePriority.Bulk },
            FacePriority.Interactive);
        Timing = Flag("timing", "Whether the answer says where the time went: for the image and for each face.", false);
        Envelope = Flag("envelope", "JSON only: whether one image is answered as several are, as the only entry of images, with the name of "
            + "its file where it has one.", false);
        Pose = Flag("pose", "Whether the answer says how each head is turned: yaw, pitch and roll in degrees.", false);
        Spread = Flag("spread", "Whether the answer says how far each landmark is expected to be from its true place, in pixels.", false);
        Model = new("model", "The model to use, by its name (see GET /v1/models).", models.All.Select(static one => one.Package.Name));
        Numbers = Flag("numbers", "Pictures only: whether each landmark has its index beside it.", false);
        Groups = Flag("groups", "Pictures only: whether lines join the landmarks of each group. On by default.", true);
        Boxes = Flag("boxes", "Pictures only: whether the boxes of the faces are drawn; in an SVG with stages and predicted error. On by "
            + "default.", true);
        Crop = new("crop", "JSON and zip only: cuts each face out, upright and scaled by its five points to the template of ArcFace, as most models of "
            + "face recognition expect it. The side in pixels.",
            "112, or 224 for twice the size", new Dictionary<string, int> { ["112"] = 112, ["224"] = 224 }, 0);
        CropFormat = new("cropFormat", "With crop only: what the faces that are cut out are encoded as; png by default.", "png or jpeg",
            new Dictionary<string, CropFormat> { ["png"] = Pictures.CropFormat.Png, ["jpeg"] = Pictures.CropFormat.Jpeg },
            Pictures.CropFormat.Png);
        All =
        [
            Box, MinFace, MaxFaces, Detect, Profile, MaxError, MaxStages, Timeout, Priority,
            Timing, Envelope, Pose, Spread, Model, Numbers, Groups, Boxes, Crop, CropFormat,
        ];
    }

    public RepeatedParameter Box { get; }

    public NumberParameter MinFace { get; }

    public CountParameter MaxFaces { get; }

    public WordParameter<bool> Detect { get; }

    public NameParameter Profile { get; }

    public NumberParameter MaxError { get; }

    public CountParameter MaxStages { get; }

    public CountParameter Timeout { get; }

    public WordParameter<FacePriority> Priority { get; }

    public WordParameter<bool> Timing { get; }

    public WordParameter<bool> Envelope { get; }

    public WordParameter<bool> Pose { get; }

    public WordParameter<bool> Spread { get; }

    public NameParameter Model { get; }

    public WordParameter<bool> Numbers { get; }

    public WordParameter<bool> Groups { get; }

    public WordParameter<bool> Boxes { get; }

    public WordParameter<int> Crop { get; }

    public WordParameter<CropFormat> CropFormat { get; }

    /// <summary>Every parameter, in the order in which they are described.</summary>
    public IReadOnlyList<QueryParameter> All { get; }

    private static WordParameter<bool> Flag(string name, string description, bool isDefault) =>
        new(name, description, "true or false", new Dictionary<string, bool> { ["true"] = true, ["false"] = false }, isDefault);
}
